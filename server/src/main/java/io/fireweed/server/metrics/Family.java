package io.fireweed.server.metrics;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/// The series of one name that differ in their labels.
///
/// @param <R> what they are
public final class Family<R> {
  /// Labels that clients choose cannot make more series than this.
  private static final int MAX_SERIES = 2_000;

  private final List<String> labelNames;
  private final Supplier<R> maker;
  private final Map<String, R> series = new ConcurrentSkipListMap<>();

  Family(List<String> labelNames, Supplier<R> maker) {
    this.labelNames = List.copyOf(labelNames);
    this.maker = maker;
  }

  /// {@return the series with these values, in the order of the labels' names}
  public R with(String... values) {
    if (values.length != labelNames.size()) {
      throw new IllegalArgumentException(
          "labels: expected " + labelNames + ", found " + values.length + " values");
    }
    StringBuilder labels = new StringBuilder();
    for (int at = 0; at < values.length; at++) {
      labels
          .append(at == 0 ? "" : ",")
          .append(ExpositionText.label(labelNames.get(at), values[at]));
    }
    String key = labels.toString();
    R known = series.get(key);
    if (known != null) {
      return known;
    }
    if (series.size() >= MAX_SERIES) {
      return maker.get();
    }
    return series.computeIfAbsent(key, ignored -> maker.get());
  }

  /// Forgets every series, for those whose label is their value.
  public void clear() {
    series.clear();
  }

  Map<String, R> series() {
    return series;
  }
}
