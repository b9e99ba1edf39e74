package io.fireweed.server.auth;

import io.fireweed.server.auth.Turns.Lane;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// What is remembered of passwords that were wrong, and of those that were right.
///
/// An address with [#FREE_FAILURES] of them in a minute is held back: it learns that a password was
/// wrong a second after it asked for each ten failures of that minute, [#MAX_HOLD] at most. Whether
/// the user exists, and how soon its turn came, cannot be told from that. A right password is never
/// held back.
///
/// Of addresses and names the latest thousand are remembered. Not for several threads.
final class Guesses {
  static final int FREE_FAILURES = 10;
  static final Duration MAX_HOLD = Duration.ofSeconds(4);

  private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();
  private static final long HOLD_STEP_MILLIS = 1_000;
  private static final int MAX_REMEMBERED = 1_000;

  private final LongSupplier nanoClock;
  private final Map<String, Failures> failures = new Latest<>();
  private final Map<Pair, Boolean> right = new Latest<>();

  private record Pair(String address, String name) {}

  /// Failures of an address since a time. They fade: half of them count for the next minute.
  private record Failures(long sinceNanos, int count) {
    Failures at(long nowNanos) {
      long minutes = (nowNanos - sinceNanos) / MINUTE_NANOS;
      if (minutes <= 0) {
        return this;
      }
      int left = minutes > Integer.SIZE - 2 ? 0 : count >> minutes;
      return new Failures(sinceNanos + minutes * MINUTE_NANOS, left);
    }
  }

  /// Forgets what was not used for longest.
  private static final class Latest<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;

    Latest() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > MAX_REMEMBERED;
    }
  }

  Guesses(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /// {@return the lane of a password for `name` from `address`}
  Lane lane(String address, String name) {
    return new Lane(address, name, right.containsKey(new Pair(address, name)));
  }

  void wasRight(Lane lane) {
    right.put(new Pair(lane.address(), lane.name()), true);
  }

  void wasWrong(Lane lane) {
    right.remove(new Pair(lane.address(), lane.name()));
    Failures known = failuresOf(lane.address());
    int count = Math.min(known.count() + 1, Integer.MAX_VALUE / 2);
    failures.put(lane.address(), new Failures(known.sinceNanos(), count));
  }

  private Failures failuresOf(String address) {
    long now = nanoClock.getAsLong();
    Failures known = failures.get(address);
    return known == null ? new Failures(now, 0) : known.at(now);
  }

  /// {@return how long after its question an address is told that it was wrong}
  Duration hold(String address) {
    int count = failuresOf(address).count();
    if (count < FREE_FAILURES) {
      return Duration.ZERO;
    }
    Duration hold = Duration.ofMillis(HOLD_STEP_MILLIS * (count / FREE_FAILURES));
    return hold.compareTo(MAX_HOLD) > 0 ? MAX_HOLD : hold;
  }
}
