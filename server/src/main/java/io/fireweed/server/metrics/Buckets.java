package io.fireweed.server.metrics;

/// etcd's buckets: each bound is twice the one before.
final class Buckets {
  private Buckets() {}

  /// {@return 1 ms to 8 s: writes and syncs of files}
  static double[] disk() {
    return Histogram.exponential(0.001, 2, 14);
  }

  /// {@return 0.1 ms to 52 s: applying}
  static double[] apply() {
    return Histogram.exponential(0.0001, 2, 20);
  }

  /// {@return 0.1 ms to 3 s: round trips}
  static double[] roundTrip() {
    return Histogram.exponential(0.0001, 2, 16);
  }

  /// {@return `count` bounds from `start`}
  static double[] from(double start, int count) {
    return Histogram.exponential(start, 2, count);
  }
}
