package io.fireweed.server.door;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;

/// A call that two may end: its service, and whoever watches over it. The lock guards `ended`, and
/// is held only to hand something to gRPC.
final class FollowedCall<Q, R> extends SimpleForwardingServerCall<Q, R> {
  private final Object lock = new Object();
  private boolean ended;
  private volatile boolean cancelled;

  FollowedCall(ServerCall<Q, R> call) {
    super(call);
  }

  /// Ends the call for its client; the service learns that it is cancelled.
  void end(Status status) {
    synchronized (lock) {
      if (!ended) {
        ended = true;
        cancelled = true;
        delegate().close(status, new Metadata());
      }
    }
  }

  @Override
  public boolean isCancelled() {
    return cancelled || super.isCancelled();
  }

  @Override
  public void sendHeaders(Metadata headers) {
    synchronized (lock) {
      if (!ended) {
        super.sendHeaders(headers);
      }
    }
  }

  @Override
  public void sendMessage(R message) {
    synchronized (lock) {
      if (!ended) {
        super.sendMessage(message);
      }
    }
  }

  @Override
  public void close(Status status, Metadata trailers) {
    synchronized (lock) {
      if (!ended) {
        ended = true;
        super.close(status, trailers);
      }
    }
  }
}
