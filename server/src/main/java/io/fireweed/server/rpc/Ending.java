package io.fireweed.server.rpc;

import io.fireweed.format.fault.Fault;
import io.fireweed.server.state.NoRoomException;
import io.fireweed.server.state.RefusedCall;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/// How a call ends.
public final class Ending {
  private Ending() {}

  /// Sends the only reply.
  public static <T> void with(StreamObserver<T> call, T reply) {
    call.onNext(reply);
    call.onCompleted();
  }

  /// Ends the call with the error that `failure` is to a client.
  public static void refuse(StreamObserver<?> call, Throwable failure) {
    call.onError(status(failure).asRuntimeException());
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
      default -> Status.INTERNAL.withDescription(String.valueOf(failure.getMessage()));
    };
  }
}
