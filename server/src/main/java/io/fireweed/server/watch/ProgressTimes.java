package io.fireweed.server.watch;

import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.random.RandomGenerator;

/// When which stream is to be told of progress.
final class ProgressTimes {
  /// A tenth of the interval at most is added, so that streams do not all have their turn at once.
  private static final int JITTER_DIVISOR = 10;

  private record Turn(long atNanos, long intervalNanos, WatchStream stream) {}

  private final long intervalNanos;
  private final RandomGenerator random;

  /// Guarded by this object, as is what follows.
  private final PriorityQueue<Turn> turns =
      new PriorityQueue<>((a, b) -> Long.compare(a.atNanos - b.atNanos, 0));

  private final Set<WatchStream> streams = new HashSet<>();

  ProgressTimes(long intervalNanos, RandomGenerator random) {
    this.intervalNanos = intervalNanos;
    this.random = random;
  }

  /// Tells a stream from now on. {@return whether that is new}
  synchronized boolean add(WatchStream stream, long nowNanos) {
    if (!streams.add(stream)) {
      return false;
    }
    long jitter = random.nextLong(Math.max(1, intervalNanos / JITTER_DIVISOR));
    long interval = intervalNanos + jitter;
    turns.add(new Turn(nowNanos + interval, interval, stream));
    return true;
  }

  synchronized void remove(WatchStream stream) {
    if (streams.remove(stream)) {
      turns.removeIf(turn -> turn.stream == stream);
    }
  }

  /// Tells the streams whose time has come. {@return nanoseconds until the next one's}
  long tell(long nowNanos) {
    while (true) {
      Turn turn;
      synchronized (this) {
        if (turns.isEmpty()) {
          return Long.MAX_VALUE;
        }
        long left = turns.element().atNanos - nowNanos;
        if (left > 0) {
          return left;
        }
        turn = turns.remove();
        turns.add(new Turn(nowNanos + turn.intervalNanos, turn.intervalNanos, turn.stream));
      }
      turn.stream.tellProgress();
    }
  }
}
