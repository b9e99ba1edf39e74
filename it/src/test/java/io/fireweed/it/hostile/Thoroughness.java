package io.fireweed.it.hostile;

import java.util.Random;
import java.util.SplittableRandom;

/// How many of all cases a run tries: a sample at every gate, all of them with `-Dslow=true`.
final class Thoroughness {
  private static final boolean SLOW = Boolean.getBoolean("slow");

  private static final long GATE_SEED = 20261120;

  /// The same at every gate, fresh in a slow run. Printed by every test that draws, and given back
  /// with `-Dseed=N`.
  private static final long SEED =
      Long.getLong("seed", SLOW ? new SplittableRandom().nextLong(1L << 40) : GATE_SEED);

  private Thoroughness() {}

  /// {@return 1 for all cases, else `sampled`: the distance between two cases that are tried}
  static int step(int sampled) {
    return SLOW ? 1 : sampled;
  }

  /// {@return `all` rounds for a slow run, else `sampled`}
  static int rounds(int sampled, int all) {
    return SLOW ? all : sampled;
  }

  /// {@return the draw of this run}
  static Random random() {
    return new Random(SEED);
  }

  /// {@return how to repeat the draw, for failure messages}
  static String repeat(Class<?> test) {
    return "repeat: ./dev quick it " + test.getSimpleName() + " -Dseed=" + SEED;
  }

  /// Prints a figure for the track record.
  static void tell(Class<?> test, String figure) {
    System.out.println(test.getSimpleName() + ": " + figure + " (seed " + SEED + ")");
  }
}
