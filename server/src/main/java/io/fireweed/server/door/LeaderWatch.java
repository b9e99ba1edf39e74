package io.fireweed.server.door;

import io.fireweed.api.error.EtcdError;
import io.fireweed.server.member.Member;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.ServerCall;
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
      calls.forEach(call -> call.end(EtcdError.NO_LEADER.status()));
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
}
