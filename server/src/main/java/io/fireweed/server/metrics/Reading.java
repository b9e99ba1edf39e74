package io.fireweed.server.metrics;

/// One time series, or a histogram's several.
sealed interface Reading permits Counter, Gauge, Histogram {
  /// Writes its lines.
  ///
  /// @param labels as written between braces, sorted by name, empty without any
  void write(String name, String labels, ExpositionText text);
}
