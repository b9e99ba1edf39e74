package io.fireweed.server.metrics;

import java.util.concurrent.atomic.LongAdder;

/// A number that only grows.
public final class Counter implements Reading {
  private final LongAdder sum = new LongAdder();

  Counter() {}

  /// Counts one.
  public void increment() {
    sum.increment();
  }

  /// Counts several.
  public void add(long amount) {
    sum.add(amount);
  }

  /// {@return what was counted}
  public long count() {
    return sum.sum();
  }

  @Override
  public void write(String name, String labels, ExpositionText text) {
    text.sample(name, labels, (double) sum.sum());
  }
}
