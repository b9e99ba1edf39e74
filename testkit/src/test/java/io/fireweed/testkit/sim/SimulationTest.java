package io.fireweed.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SimulationTest {
  private static final long GATE_SEED = 20261120;
  private static final int GATE_RUNS = 400;

  /// A seed of `-Dseed=N` runs alone.
  @Test
  void theCorePassesFixedSeeds() {
    Long given = Long.getLong("seed");
    long first = given == null ? GATE_SEED : given;
    int runs = given == null ? GATE_RUNS : 1;
    for (long seed = first; seed < first + runs; seed++) {
      assertPasses(seed, Simulation.DEFAULT_MICROS);
    }
  }

  @Test
  void oneLongRunPasses() {
    assertPasses(GATE_SEED, 3 * 60_000_000L);
  }

  private static void assertPasses(long seed, long micros) {
    if (Simulation.run(seed, micros) instanceof Outcome.Failed failed) {
      throw new AssertionError(
          "seed %d %s%nrepeat: ./dev sim --seed %d --minutes %s"
              .formatted(seed, failed.describe(), seed, micros / 60e6),
          failed.cause());
    }
  }

  @Test
  void aRunHoldsAllThatItIsMeantToTry() {
    Map<Happening, Long> seen = new EnumMap<>(Happening.class);
    for (long seed = GATE_SEED; seed < GATE_SEED + 40; seed++) {
      if (Simulation.run(seed, Simulation.DEFAULT_MICROS) instanceof Outcome.Passed passed) {
        passed.seen().forEach((what, times) -> seen.merge(what, times, Long::sum));
      }
    }
    assertThat(seen).containsOnlyKeys(Happening.values());
    assertThat(seen.values()).allMatch(times -> times > 40);
  }

  @Test
  void theSameSeedGivesTheSameRun() {
    Outcome first = Simulation.run(GATE_SEED, Simulation.DEFAULT_MICROS);
    Outcome again = Simulation.run(GATE_SEED, Simulation.DEFAULT_MICROS);
    Outcome other = Simulation.run(GATE_SEED + 1, Simulation.DEFAULT_MICROS);
    assertThat(again).isEqualTo(first);
    assertThat(other.digest()).isNotEqualTo(first.digest());
  }
}
