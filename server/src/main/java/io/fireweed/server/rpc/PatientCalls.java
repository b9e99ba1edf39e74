package io.fireweed.server.rpc;

import io.fireweed.server.auth.Rights;
import io.fireweed.server.member.Member;
import io.fireweed.storage.auth.AuthStore.Caller;
import io.fireweed.storage.watch.WatchHub;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.random.RandomGenerator;

/// Handles calls that may wait for long, each on a virtual thread, which is interrupted when the
/// client goes.
public final class PatientCalls {
  private final Member member;
  private final Rights rights;
  private final WatchHub hub;
  private final RandomGenerator chance;

  /// What a call does. It answers itself; what it throws ends the call.
  interface Work {
    void run(LocalClient client) throws InterruptedException;
  }

  /// @param hub whose watchers somebody catches up: what changes between a read and the watch that
  ///     follows it is told that way
  /// @param chance draws the ids of leases whose clients have none
  public PatientCalls(Member member, Rights rights, WatchHub hub, RandomGenerator chance) {
    this.member = member;
    this.rights = rights;
    this.hub = hub;
    this.chance = chance;
  }

  Member member() {
    return member;
  }

  void handle(StreamObserver<?> call, Work work) {
    Ending.guarded(call, () -> withoutCode(() -> begin(call, work)));
  }

  private void begin(StreamObserver<?> call, Work work) {
    Caller caller = rights.caller();
    LocalClient client = new LocalClient(member, rights, hub, chance, caller);
    Thread thread = Thread.ofVirtual().name("patient").unstarted(() -> run(call, client, work));
    ((ServerCallStreamObserver<?>) call).setOnCancelHandler(thread::interrupt);
    thread.start();
  }

  private static void run(StreamObserver<?> call, LocalClient client, Work work) {
    Ending.guarded(
        call,
        () -> {
          try {
            withoutCode(() -> work.run(client));
          } catch (InterruptedException clientIsGone) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /// What is refused for a reason, without the code of that reason: in etcd these calls are those
  /// of a client, whose errors have lost theirs.
  private static <E extends Exception> void withoutCode(Step<E> step) throws E {
    try {
      step.run();
    } catch (RuntimeException refused) {
      Status status = Ending.status(refused);
      if (status.getCode() == Status.Code.INTERNAL) {
        throw refused;
      }
      throw Status.UNKNOWN
          .withDescription(status.getDescription())
          .withCause(refused)
          .asRuntimeException();
    }
  }

  private interface Step<E extends Exception> {
    void run() throws E;
  }
}
