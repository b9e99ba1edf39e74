package io.fireweed.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Several runs of one command.
final class Series {
  private final List<Sample> samples = new ArrayList<>();

  void add(Sample sample) {
    samples.add(sample);
  }

  int count() {
    return samples.size();
  }

  Duration fastest() {
    return samples.stream().map(Sample::wall).min(Comparator.naturalOrder()).orElseThrow();
  }

  Duration slowest() {
    return samples.stream().map(Sample::wall).max(Comparator.naturalOrder()).orElseThrow();
  }

  /// {@return the middle wall time, the lower one of two}
  Duration median() {
    return middle(samples.stream().map(Sample::wall).toList());
  }

  Duration medianCpu() {
    return middle(samples.stream().map(Sample::cpu).toList());
  }

  long peakResidentBytes() {
    return samples.stream().mapToLong(Sample::residentBytes).max().orElseThrow();
  }

  long peakAnonymousBytes() {
    return samples.stream().mapToLong(Sample::anonymousBytes).max().orElseThrow();
  }

  boolean allEndedWith(int exitCode) {
    return samples.stream().allMatch(sample -> sample.exitCode() == exitCode);
  }

  private static Duration middle(List<Duration> values) {
    return values.stream().sorted().toList().get((values.size() - 1) / 2);
  }
}
