package io.fireweed.testkit.sim;

import java.util.function.LongFunction;

/// Runs a seed and says what was broken, in a word that every class loader knows.
public final class SeedRun implements LongFunction<String> {
  /// What is said of a run in which everything held.
  static final String PASSED = "";

  @Override
  public String apply(long seed) {
    return switch (Simulation.run(seed, Simulation.DEFAULT_MICROS)) {
      case Outcome.Passed _ -> PASSED;
      case Outcome.Failed failed -> failed.kind().name();
    };
  }
}
