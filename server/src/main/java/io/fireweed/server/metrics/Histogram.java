package io.fireweed.server.metrics;

import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/// How often values fell into which bucket.
public final class Histogram implements Reading {
  private final double[] upperBounds;
  private final LongAdder[] counts;
  private final DoubleAdder sum = new DoubleAdder();

  Histogram(double[] upperBounds) {
    this.upperBounds = upperBounds.clone();
    counts = new LongAdder[upperBounds.length + 1];
    for (int at = 0; at < counts.length; at++) {
      counts[at] = new LongAdder();
    }
  }

  /// {@return `count` bounds, each `factor` times the one before}
  static double[] exponential(double start, double factor, int count) {
    double[] bounds = new double[count];
    double bound = start;
    for (int at = 0; at < count; at++) {
      bounds[at] = bound;
      bound *= factor;
    }
    return bounds;
  }

  /// Records a value, in the unit of the metric's name.
  public void observe(double value) {
    int at = 0;
    while (at < upperBounds.length && value > upperBounds[at]) {
      at++;
    }
    counts[at].increment();
    sum.add(value);
  }

  /// Records how long it is since `startNanos`, in seconds.
  public void observeSince(long startNanos) {
    observe((System.nanoTime() - startNanos) / 1e9);
  }

  /// {@return how many values were recorded}
  public long count() {
    long total = 0;
    for (LongAdder count : counts) {
      total += count.sum();
    }
    return total;
  }

  @Override
  public void write(String name, String labels, ExpositionText text) {
    String before = labels.isEmpty() ? "" : labels + ",";
    long total = 0;
    for (int at = 0; at < upperBounds.length; at++) {
      total += counts[at].sum();
      String bound = ExpositionText.number(upperBounds[at]);
      text.sample(name + "_bucket", before + "le=\"" + bound + "\"", (double) total);
    }
    total += counts[upperBounds.length].sum();
    text.sample(name + "_bucket", before + "le=\"+Inf\"", (double) total);
    text.sample(name + "_sum", labels, sum.sum());
    text.sample(name + "_count", labels, (double) total);
  }
}
