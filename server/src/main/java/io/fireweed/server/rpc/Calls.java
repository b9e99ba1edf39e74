package io.fireweed.server.rpc;

import io.fireweed.api.error.EtcdError;
import io.fireweed.server.state.RefusedCall;
import io.fireweed.storage.apply.Answered;
import io.fireweed.storage.apply.ApplyResult;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// How a call with one reply is handled.
final class Calls {
  private Calls() {}

  /// Answers with what `work` leads to, or with why it does not.
  static <R> void answer(StreamObserver<R> call, Supplier<CompletableFuture<R>> work) {
    Ending.guarded(call, () -> Ending.after(work.get(), call, reply -> reply));
  }

  /// {@return what the entry did}
  ///
  /// @throws RefusedCall if it was refused
  static Answered accepted(Answered answered) {
    if (answered.result() instanceof ApplyResult.Rejected(EtcdError error)) {
      throw new RefusedCall(error);
    }
    return answered;
  }
}
