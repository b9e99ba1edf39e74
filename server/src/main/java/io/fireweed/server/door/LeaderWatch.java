package io.fireweed.server.door;

import io.fireweed.api.error.EtcdError;
import io.fireweed.server.member.Member;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// Ends the streams that asked for a leader when there has been none for three election timeouts.
public final class LeaderWatch {
  private static final int PATIENCE = 3;

  private final Member member;
  private final Set<FollowedCall<?, ?>> calls = ConcurrentHashMap.newKeySet();
  private int timesWithoutLeader;

  public LeaderWatch(Member member) {
    this.member = member;
  }

  /// Looks whether there is a leader. To be called once per election timeout, by one thread.
  public void look() {
    if (member.cluster().hasLeader()) {
      timesWithoutLeader = 0;
      return;
    }
    if (++timesWithoutLeader >= PATIENCE) {
      calls.forEach(FollowedCall::cancel);
    }
  }

  <Q, R> ServerCall.Listener<Q> follow(
      ServerCall<Q, R> call, Function<ServerCall<Q, R>, ServerCall.Listener<Q>> start) {
    FollowedCall<Q, R> followed = new FollowedCall<>(call);
    calls.add(followed);
    ServerCall.Listener<Q> listener = start.apply(followed);
    return new SimpleForwardingServerCallListener<>(listener) {
      @Override
      public void onCancel() {
        calls.remove(followed);
        super.onCancel();
      }

      @Override
      public void onComplete() {
        calls.remove(followed);
        // A service must not take the end that it did not make for a success.
        if (followed.isCancelled()) {
          super.onCancel();
        } else {
          super.onComplete();
        }
      }
    };
  }

  /// A call that two may end. The lock guards `ended`, and is held only to hand something to gRPC.
  private static final class FollowedCall<Q, R> extends SimpleForwardingServerCall<Q, R> {
    private final Object lock = new Object();
    private boolean ended;
    private volatile boolean cancelled;

    FollowedCall(ServerCall<Q, R> call) {
      super(call);
    }

    void cancel() {
      synchronized (lock) {
        if (!ended) {
          ended = true;
          cancelled = true;
          delegate().close(EtcdError.NO_LEADER.status(), new Metadata());
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
}
