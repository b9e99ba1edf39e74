package io.fireweed.server.member;

import io.fireweed.api.error.EtcdError;
import io.fireweed.format.wire.Bytes;
import io.fireweed.server.loop.Proposal;
import io.fireweed.server.state.RefusedCall;
import io.fireweed.storage.apply.Answered;
import java.util.concurrent.CompletableFuture;

/// A request whose client waits until it is applied.
final class Waiting implements Proposal {
  private final long requestId;
  private final Bytes data;
  private final long deadlineNanos;
  private final Waits waits;
  private final CompletableFuture<Answered> answer = new CompletableFuture<>();

  /// Whether the core did not take it, for want of a leader, and was not asked again since.
  private volatile boolean dropped;

  Waiting(long requestId, Bytes data, long deadlineNanos, Waits waits) {
    this.requestId = requestId;
    this.data = data;
    this.deadlineNanos = deadlineNanos;
    this.waits = waits;
  }

  long requestId() {
    return requestId;
  }

  CompletableFuture<Answered> answer() {
    return answer;
  }

  boolean isOver(long nanoTime) {
    return nanoTime - deadlineNanos >= 0;
  }

  @Override
  public Bytes data() {
    return data;
  }

  /// A leader may be found before the request's time is up.
  @Override
  public void dropped() {
    dropped = true;
    waits.dropped(this);
  }

  @Override
  public void failed(Throwable cause) {
    refuse(EtcdError.STOPPED);
  }

  /// It is offered once more.
  void again() {
    dropped = false;
  }

  /// Its time is up. As etcd does, tells a log or an application that takes too long apart from a
  /// cluster that has no leader.
  void expire() {
    refuse(dropped ? EtcdError.DEADLINE_EXCEEDED : EtcdError.TIMEOUT);
  }

  void refuse(EtcdError error) {
    waits.forget(requestId);
    if (error == EtcdError.DEADLINE_EXCEEDED
        || error == EtcdError.TIMEOUT
        || error == EtcdError.NO_LEADER) {
      waits.failed();
    }
    answer.completeExceptionally(new RefusedCall(error));
  }
}
