package io.fireweed.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The simulator can see: each core with one thing wrong is caught, and the real one is not.
class MutantsTest {
  private static final long MOST_SEEDS = 100;

  @ParameterizedTest
  @EnumSource
  void eachMutantIsCaught(Mutant mutant) throws Exception {
    assertThat(seenOf(mutant)).isIn(mutant.seenAs().stream().map(Enum::name).toList());
  }

  private static String seenOf(Mutant mutant) throws Exception {
    if (!mutant.isSeenByChance()) {
      return MutantLoader.load(Scenario.class, mutant.edits()).apply(mutant.scenario());
    }
    LongFunction<String> run = MutantLoader.load(SeedRun.class, mutant.edits());
    String seen = SeedRun.PASSED;
    for (long seed = 1; seed <= MOST_SEEDS && seen.equals(SeedRun.PASSED); seed++) {
      seen = run.apply(seed);
    }
    return seen;
  }

  @Test
  void theRealCoreLoadedTheSameWayPassesTheSameSeeds() throws Exception {
    LongFunction<String> run = MutantLoader.load(SeedRun.class, List.of());
    for (long seed = 1; seed <= MOST_SEEDS; seed++) {
      assertThat(run.apply(seed)).as("seed %d", seed).isEqualTo(SeedRun.PASSED);
    }
  }

  @Test
  void theRealCoreLoadedTheSameWayPassesTheScenarios() throws Exception {
    LongFunction<String> run = MutantLoader.load(Scenario.class, List.of());
    for (long scenario = 0; scenario < Scenario.COUNT; scenario++) {
      assertThat(run.apply(scenario)).as("scenario %d", scenario).isEqualTo(SeedRun.PASSED);
    }
  }
}
