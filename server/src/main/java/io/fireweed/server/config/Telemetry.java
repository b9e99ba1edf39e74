package io.fireweed.server.config;

import java.time.Duration;

/// What a running member tells about itself, except its log.
///
/// @param profiling whether `/debug/pprof` answers
/// @param metrics how much is measured
/// @param warnApply from how long on an applied request is worth a warning
/// @param warnUnary from how long on a call is worth a warning
/// @param watchProgress between two progress notes to a quiet watcher
/// @param tracing distributed tracing
public record Telemetry(
    boolean profiling,
    Metrics metrics,
    Duration warnApply,
    Duration warnUnary,
    Duration watchProgress,
    Tracing tracing) {
  /// How much is measured.
  public enum Metrics {
    BASIC,
    /// Histograms of every call too.
    EXTENSIVE
  }

  /// Distributed tracing: accepted and kept, for programs that read it.
  ///
  /// @param samplesPerMillion of all spans
  public record Tracing(
      boolean enabled,
      String address,
      String serviceName,
      String instanceId,
      int samplesPerMillion) {}
}
