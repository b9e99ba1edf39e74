package io.fireweed.server.metrics;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/// All metrics by name. Labels are given sorted by name, as they are written.
final class Registry {
  private record Entry(String type, String help, Family<? extends Reading> family) {}

  private final Map<String, Entry> entries = new ConcurrentSkipListMap<>();

  Counter counter(String name, String help) {
    return counters(name, help).with();
  }

  Family<Counter> counters(String name, String help, String... labels) {
    return add(name, "counter", help, new Family<>(List.of(labels), Counter::new));
  }

  Gauge gauge(String name, String help) {
    return gauges(name, help).with();
  }

  Family<Gauge> gauges(String name, String help, String... labels) {
    return add(name, "gauge", help, new Family<>(List.of(labels), Gauge::new));
  }

  /// {@return a counter whose value is asked for, like a gauge}
  Gauge followedCounter(String name, String help) {
    return add(name, "counter", help, new Family<>(List.of(), Gauge::new)).with();
  }

  Histogram histogram(String name, String help, double[] upperBounds) {
    return histograms(name, help, upperBounds).with();
  }

  Family<Histogram> histograms(String name, String help, double[] upperBounds, String... labels) {
    return add(
        name, "histogram", help, new Family<>(List.of(labels), () -> new Histogram(upperBounds)));
  }

  private <R extends Reading> Family<R> add(
      String name, String type, String help, Family<R> family) {
    if (entries.putIfAbsent(name, new Entry(type, help, family)) != null) {
      throw new IllegalStateException("two metrics are named " + name);
    }
    return family;
  }

  byte[] text() {
    ExpositionText text = new ExpositionText();
    entries.forEach(
        (name, entry) -> {
          if (!entry.family().series().isEmpty()) {
            text.family(name, entry.type(), entry.help());
            entry.family().series().forEach((labels, one) -> one.write(name, labels, text));
          }
        });
    return text.bytes();
  }
}
