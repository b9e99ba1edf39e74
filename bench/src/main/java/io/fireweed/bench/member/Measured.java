package io.fireweed.bench.member;

import java.util.Comparator;
import java.util.List;

/// What one round of one row gave.
///
/// @param perSecond operations, or events
/// @param p50Micros middle latency
/// @param p99Micros latency of the slowest hundredth
/// @param serverMicros CPU time of the server for one operation or event
/// @param driverMicros CPU time of this process for it, its compiler included
record Measured(
    double perSecond,
    double p50Micros,
    double p99Micros,
    double serverMicros,
    double driverMicros) {
  /// {@return the rounds' medians, each taken by itself}
  static Measured median(List<Measured> rounds) {
    return new Measured(
        middle(rounds.stream().map(Measured::perSecond).toList()),
        middle(rounds.stream().map(Measured::p50Micros).toList()),
        middle(rounds.stream().map(Measured::p99Micros).toList()),
        middle(rounds.stream().map(Measured::serverMicros).toList()),
        middle(rounds.stream().map(Measured::driverMicros).toList()));
  }

  private static double middle(List<Double> values) {
    return values.stream().sorted(Comparator.naturalOrder()).toList().get((values.size() - 1) / 2);
  }
}
