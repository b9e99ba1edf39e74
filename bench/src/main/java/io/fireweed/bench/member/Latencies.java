package io.fireweed.bench.member;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/// Counts durations in buckets whose width is 1/32 of what they hold.
final class Latencies {
  private static final int STEPS_BITS = 5;
  private static final int STEPS = 1 << STEPS_BITS;

  private final AtomicLongArray buckets = new AtomicLongArray(64 * STEPS);
  private final LongAdder count = new LongAdder();

  void add(long nanos) {
    buckets.incrementAndGet(bucket(Math.max(1, nanos)));
    count.increment();
  }

  long count() {
    return count.sum();
  }

  private static int bucket(long nanos) {
    int exponent = 63 - Long.numberOfLeadingZeros(nanos);
    int step =
        exponent >= STEPS_BITS
            ? (int) (nanos >>> (exponent - STEPS_BITS)) & (STEPS - 1)
            : (int) (nanos << (STEPS_BITS - exponent)) & (STEPS - 1);
    return exponent * STEPS + step;
  }

  /// {@return the duration that a share of them, such as 0.99, does not exceed}
  double micros(double share) {
    long wanted = (long) Math.ceil(count() * share);
    long seen = 0;
    for (int i = 0; i < buckets.length(); i++) {
      seen += buckets.get(i);
      if (seen >= wanted && seen > 0) {
        double base = Math.scalb(1.0, i / STEPS);
        return base * (1 + (i % STEPS + 0.5) / STEPS) / 1000;
      }
    }
    return 0;
  }
}
