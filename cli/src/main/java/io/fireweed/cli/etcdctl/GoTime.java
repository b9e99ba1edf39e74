package io.fireweed.cli.etcdctl;

import java.math.BigDecimal;
import java.time.Duration;

/// Durations as Go prints them: `2.23ms`, `1.5s`, `1m0.5s`.
final class GoTime {
  private static final long MICRO = 1_000;
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000_000_000;
  private static final long SECONDS_PER_MINUTE = 60;
  private static final long MINUTES_PER_HOUR = 60;

  private GoTime() {}

  static String text(Duration duration) {
    long nanos = duration.toNanos();
    if (nanos < MICRO) {
      return nanos == 0 ? "0s" : nanos + "ns";
    }
    if (nanos < MILLI) {
      return decimal(nanos, 3) + "µs";
    }
    if (nanos < SECOND) {
      return decimal(nanos, 6) + "ms";
    }
    long minutes = nanos / SECOND / SECONDS_PER_MINUTE;
    String seconds = decimal(nanos - minutes * SECONDS_PER_MINUTE * SECOND, 9) + "s";
    if (minutes == 0) {
      return seconds;
    }
    return minutes < MINUTES_PER_HOUR
        ? minutes + "m" + seconds
        : minutes / MINUTES_PER_HOUR + "h" + minutes % MINUTES_PER_HOUR + "m" + seconds;
  }

  private static String decimal(long number, int digits) {
    return BigDecimal.valueOf(number, digits).stripTrailingZeros().toPlainString();
  }
}
