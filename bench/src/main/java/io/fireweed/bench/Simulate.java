package io.fireweed.bench;

import io.fireweed.testkit.sim.Happening;
import io.fireweed.testkit.sim.Outcome;
import io.fireweed.testkit.sim.Simulation;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/// `./dev sim [--seed N] [--minutes M] [--count C]`: simulated runs of the consensus core.
///
/// With a seed that run and, if a count is given, those of the seeds after it; else fresh ones.
/// Ends with 1 at the first failure, after the command that repeats it.
public final class Simulate {
  private static final double MICROS_PER_MINUTE = 60_000_000;
  private static final long PROGRESS_RUNS = 1_000;
  private static final String USAGE = "usage: ./dev sim [--seed N] [--minutes M] [--count C]";

  private long seed = new SplittableRandom().nextLong(1L << 48);
  private long micros = Simulation.DEFAULT_MICROS;
  private long count = 1;

  private Simulate() {}

  static void main(String[] args) {
    Simulate simulate = new Simulate();
    try {
      simulate.read(List.of(args));
    } catch (NumberFormatException wrong) {
      usage("not a number: " + wrong.getMessage());
    }
    System.exit(simulate.run());
  }

  private static void usage(String what) {
    IO.println(what + "\n" + USAGE);
    System.exit(2);
  }

  private void read(List<String> words) {
    for (int i = 0; i < words.size(); i += 2) {
      if (i + 1 == words.size()) {
        usage(words.get(i) + " needs a value");
      }
      String value = words.get(i + 1);
      switch (words.get(i)) {
        case "--seed" -> seed = Long.parseLong(value);
        case "--minutes" -> micros = Math.round(Double.parseDouble(value) * MICROS_PER_MINUTE);
        case "--count" -> count = Long.parseLong(value);
        default -> usage("unknown: " + words.get(i));
      }
    }
    if (micros < 1 || count < 1) {
      usage("minutes and count must be positive");
    }
  }

  private int run() {
    long events = 0;
    long committed = 0;
    long failures = 0;
    Map<Happening, Long> seen = new EnumMap<>(Happening.class);
    for (long i = 0; i < count; i++) {
      switch (Simulation.run(seed + i, micros)) {
        case Outcome.Failed failed -> {
          IO.println("seed %d %s".formatted(seed + i, failed.describe()));
          IO.println("repeat: " + command(seed + i));
          failures++;
        }
        case Outcome.Passed passed -> {
          events += passed.events();
          committed += passed.committed();
          passed.seen().forEach((what, times) -> seen.merge(what, times, Long::sum));
          if (count == 1) {
            IO.println("seed %d %s".formatted(seed, passed.describe()));
          }
        }
      }
      if ((i + 1) % PROGRESS_RUNS == 0) {
        IO.println("%d runs, %d failed".formatted(i + 1, failures));
      }
    }
    if (count > 1) {
      IO.println(
          "%d runs from seed %d: %d failed, %d events, %d entries committed"
              .formatted(count, seed, failures, events, committed));
    }
    seen.forEach((what, times) -> IO.println("%,12d %s".formatted(times, what.describe())));
    return failures == 0 ? 0 : 1;
  }

  private String command(long failed) {
    String length =
        micros == Simulation.DEFAULT_MICROS
            ? ""
            : String.format(Locale.ROOT, " --minutes %s", micros / MICROS_PER_MINUTE);
    return "./dev sim --seed " + failed + length;
  }
}
