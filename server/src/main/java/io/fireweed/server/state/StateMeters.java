package io.fireweed.server.state;

import io.fireweed.server.metrics.Metrics;
import java.time.Duration;

/// What a [LiveState] records into.
///
/// @param metrics of the member
/// @param slowApply a request that takes longer is told in the log: `--warning-apply-duration`
public record StateMeters(Metrics metrics, Duration slowApply) {
  private static final Duration USUAL = Duration.ofMillis(100);

  /// {@return those of a state whose measures nobody reads}
  static StateMeters unread() {
    return new StateMeters(Metrics.basic(), USUAL);
  }
}
