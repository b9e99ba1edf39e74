package io.fireweed.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.format.wire.Bytes;
import io.fireweed.server.log.CrashDisk.Crash;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A crash before any write, synchronization, rename or deletion in the life of a log: what was
/// promised is there, what was not is there wholly or not, and the log goes on.
/// One seed alone: `./dev quick server DurableLogCrashPropertyTest -Dseed=N`.
class DurableLogCrashPropertyTest {
  private static final int SEEDS = Boolean.getBoolean("slow") ? 200 : 8;
  private static final int STEPS = 30;

  static LongStream seeds() {
    Long only = Long.getLong("seed");
    return only == null ? LongStream.rangeClosed(1, SEEDS) : LongStream.of(only);
  }

  @ParameterizedTest(name = "-Dseed={0}")
  @MethodSource("seeds")
  void theLogIsTheModelsAfterEveryStep(long seed) throws IOException {
    for (boolean reopensAlways : new boolean[] {false, true}) {
      CrashDisk disk = new CrashDisk();
      LogScenario scenario = new LogScenario(disk, seed, reopensAlways);
      scenario.run(4 * STEPS);
      DurableLog log = DurableLog.open(disk, LogScenario.MEMBER, scenario.options).log();
      assertThat(scenario.promised.isIn(log)).isTrue();
      assertThat(log.hardState()).isEqualTo(scenario.promised.state());
      assertThat(log.metadata()).isEqualTo(LogScenario.METADATA);
    }
  }

  @ParameterizedTest(name = "-Dseed={0}")
  @MethodSource("seeds")
  void aCrashBeforeAnyEventLosesNothingPromised(long seed) throws IOException {
    CrashDisk whole = new CrashDisk();
    new LogScenario(whole, seed, false).run(STEPS);
    for (int event = 0; event < whole.eventCount(); event++) {
      for (Crash crash : Crash.values()) {
        crash(seed, event, crash);
      }
    }
  }

  private static void crash(long seed, int event, Crash crash) throws IOException {
    CrashDisk disk = new CrashDisk();
    disk.stopBefore(event);
    LogScenario scenario = new LogScenario(disk, seed, false);
    try {
      scenario.run(STEPS);
    } catch (CrashDisk.PowerCut expected) {
      // That is what this test is about.
    }
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(event);
    CrashDisk left = disk.after(crash, random);
    if (!scenario.isCreated && !left.exists(LogScenario.MEMBER.walDir())) {
      DurableLog.create(left, LogScenario.MEMBER, LogScenario.METADATA, List.of(), scenario.options)
          .close();
      return;
    }
    String context = "-Dseed=" + seed + " event " + event + " " + crash;
    DurableLog log = open(left, scenario, context);
    check(log, scenario, context);
    goOn(log, left, scenario, context);
  }

  private static DurableLog open(CrashDisk disk, LogScenario scenario, String context)
      throws IOException {
    try {
      return DurableLog.open(disk, LogScenario.MEMBER, scenario.options).log();
    } catch (RuntimeException refused) {
      throw new AssertionError(context, refused);
    }
  }

  private static void check(DurableLog log, LogScenario scenario, String context) {
    List<LogModel> possible =
        scenario.inFlight.map(scenario.promised::within).orElse(List.of(scenario.promised));
    assertThat(possible)
        .as("%s: found %s to %s, %s", context, log.firstIndex(), log.lastIndex(), log.hardState())
        .anyMatch(model -> model.isIn(log));
    assertThat(log.snapshot().map(RaftSnapshot::index).orElse(0L))
        .as(context)
        .isGreaterThanOrEqualTo(scenario.promised.snapshot());
  }

  private static void goOn(DurableLog log, CrashDisk disk, LogScenario scenario, String context)
      throws IOException {
    long term = Math.max(1, log.hardState().term()) + 1;
    long last = log.lastIndex();
    Entry entry = new Entry(term, last + 1, EntryType.NORMAL, Bytes.ofUtf8("on"));
    HardState state = new HardState(term, 1, log.hardState().commit());
    log.append(LogModel.ready(Optional.empty(), List.of(entry), Optional.of(state)));
    CrashDisk again = disk.after(Crash.OF_THE_MACHINE_LOSING_ALL, new java.util.Random(1));
    DurableLog reopened = open(again, scenario, context);
    assertThat(reopened.lastIndex()).as(context).isEqualTo(last + 1);
    assertThat(reopened.entries(last + 1, last + 2, Long.MAX_VALUE)).containsExactly(entry);
    assertThat(reopened.hardState().term()).isEqualTo(term);
  }
}
