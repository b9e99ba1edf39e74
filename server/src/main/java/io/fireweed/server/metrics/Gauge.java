package io.fireweed.server.metrics;

import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.DoubleSupplier;

/// A number that goes up and down: set, added to, or asked for when it is read.
public final class Gauge implements Reading {
  private final DoubleAdder added = new DoubleAdder();
  private volatile DoubleSupplier base = () -> 0;

  Gauge() {}

  /// Sets it. Not to be mixed with adding from other threads.
  public void set(double value) {
    added.reset();
    base = () -> value;
  }

  /// Adds, a negative number too.
  public void add(double amount) {
    added.add(amount);
  }

  /// Asks `source` whenever it is read, by any thread.
  public void follow(DoubleSupplier source) {
    base = source;
  }

  /// {@return the value now}
  public double value() {
    return base.getAsDouble() + added.sum();
  }

  @Override
  public void write(String name, String labels, ExpositionText text) {
    text.sample(name, labels, value());
  }
}
