package io.fireweed.server.rpc;

import io.fireweed.api.error.EtcdError;
import io.fireweed.format.fault.Fault;
import io.fireweed.server.state.NoRoomException;
import io.fireweed.server.state.RefusedCall;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How a call ends. Nothing else may be between what a call waits for and its client: an exception
/// in a completion or on a worker reaches nobody, and its call would stay open for good.
public final class Ending {
  private static final Logger log = LoggerFactory.getLogger(Ending.class);

  private Ending() {}

  /// What may fail while a call is being answered.
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }

  /// Sends the only reply.
  public static <T> void with(StreamObserver<T> call, T reply) {
    call.onNext(reply);
    call.onCompleted();
  }

  /// Sends the reply that is made of what `done` brings, or why there is none.
  static <T, R> void after(
      CompletableFuture<T> done, StreamObserver<R> call, Function<T, R> reply) {
    var _ =
        done.whenComplete(
            (result, failure) -> {
              if (failure == null) {
                guarded(call, () -> with(call, reply.apply(result)));
              } else {
                refuse(call, failure);
              }
            });
  }

  /// Runs what ends the call by itself; whatever it throws ends the call as well, be it a refusal,
  /// a fault of ours, or an error of the machine.
  @SuppressWarnings("CatchingUnchecked") // Any exception: there is no other end.
  static void guarded(StreamObserver<?> call, Work work) {
    try {
      work.run();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      refuse(call, stopped);
    } catch (Exception | Error failure) {
      refuse(call, failure);
    }
  }

  /// Ends the call with the error that `failure` is to a client.
  public static void refuse(StreamObserver<?> call, Throwable failure) {
    Status status = status(failure);
    if (status.getCode() == Status.Code.INTERNAL) {
      log.atError().setCause(failure).log("failed to answer a request");
    }
    try {
      call.onError(status.asRuntimeException());
    } catch (IllegalStateException | StatusRuntimeException over) {
      log.atDebug().setCause(over).log("a call that failed had ended before");
    }
  }

  /// {@return what a client is told of a failure; etcd's own errors by their code and text}
  public static Status status(Throwable failure) {
    return switch (failure) {
      case RefusedCall refused -> refused.error().status();
      case NoRoomException tooLong ->
          Status.RESOURCE_EXHAUSTED.withDescription(tooLong.getMessage());
      case CompletionException wrapped when wrapped.getCause() != null ->
          status(wrapped.getCause());
      case ExecutionException wrapped when wrapped.getCause() != null -> status(wrapped.getCause());
      case Fault fault -> Status.UNKNOWN.withDescription(fault.getMessage());
      case InterruptedException _ -> EtcdError.STOPPED.status();
      case CancellationException gone -> Status.CANCELLED.withDescription(gone.getMessage());
      case StatusRuntimeException told -> told.getStatus();
      default -> Status.INTERNAL.withDescription(String.valueOf(failure.getMessage()));
    };
  }
}
