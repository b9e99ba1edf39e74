package io.fireweed.server.watch;

import io.fireweed.server.member.Member;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/// Ends streams that want a leader when there has been none for three election timeouts.
///
/// It has no thread: somebody calls [#check] now and then.
public final class LeaderLoss {
  private static final int PATIENCE = 3;

  private final BooleanSupplier hasLeader;
  private final long electionTimeoutNanos;
  private final Set<Runnable> waiting = ConcurrentHashMap.newKeySet();
  private long since;
  private boolean lost;

  public LeaderLoss(Member member, long electionTimeoutNanos) {
    this(() -> member.cluster().hasLeader(), electionTimeoutNanos);
  }

  LeaderLoss(BooleanSupplier hasLeader, long electionTimeoutNanos) {
    this.hasLeader = hasLeader;
    this.electionTimeoutNanos = electionTimeoutNanos;
  }

  /// {@return whether a leader is known now}
  public boolean hasLeader() {
    return hasLeader.getAsBoolean();
  }

  /// Has `end` run once, on the thread that checks, if the leader is lost before it is forgotten.
  public void require(Runnable end) {
    waiting.add(end);
  }

  public void forget(Runnable end) {
    waiting.remove(end);
  }

  /// Looks whether there is a leader. Called by one thread.
  public void check(long nowNanos) {
    if (hasLeader.getAsBoolean()) {
      lost = false;
      return;
    }
    if (!lost) {
      lost = true;
      since = nowNanos;
    } else if (nowNanos - since >= PATIENCE * electionTimeoutNanos) {
      for (Runnable end : List.copyOf(waiting)) {
        if (waiting.remove(end)) {
          end.run();
        }
      }
    }
  }
}
