package io.fireweed.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.fault.Fault;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.wal.SegmentName;
import io.fireweed.server.log.CrashDisk.Crash;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A crash before any event in the life of a log, with the mark's last writes kept or lost; then
/// the log's end cut off, or not. A log that is whole is opened whatever the mark says; one that
/// lacks what was promised is refused if the mark was kept.
/// One seed alone: `./dev quick server DurableMarkPropertyTest -Dseed=N`.
class DurableMarkPropertyTest {
  private static final int SEEDS = Boolean.getBoolean("slow") ? 200 : 8;
  private static final int STEPS = 30;
  private static final int CUTS = 4;

  static LongStream seeds() {
    Long only = Long.getLong("seed");
    return only == null ? LongStream.rangeClosed(1, SEEDS) : LongStream.of(only);
  }

  @ParameterizedTest(name = "-Dseed={0}")
  @MethodSource("seeds")
  void aWholeLogIsOpenedAndACutOneRefusedIfTheMarkWasKept(long seed) throws IOException {
    CrashDisk whole = new CrashDisk();
    new LogScenario(whole, seed, false).run(STEPS);
    int refused = 0;
    for (int event = 0; event < whole.eventCount(); event++) {
      CrashDisk disk = new CrashDisk();
      disk.stopBefore(event);
      LogScenario scenario = new LogScenario(disk, seed, false);
      try {
        scenario.run(STEPS);
      } catch (CrashDisk.PowerCut expected) {
        // That is what this test is about.
      }
      if (scenario.isCreated) {
        refused += crash(disk, scenario, "-Dseed=" + seed + " event " + event);
      }
    }
    assertThat(refused).isPositive();
  }

  /// {@return how many cut logs were refused}
  private static int crash(CrashDisk disk, LogScenario scenario, String context)
      throws IOException {
    RandomGenerator random =
        RandomGeneratorFactory.of("L64X128MixRandom").create(context.hashCode());
    int refused = 0;
    for (Crash crash : Crash.values()) {
      CrashDisk lost = disk.after(crash, random);
      CrashDisk kept = disk.after(crash, random);
      kept.takeFrom(disk, LogScenario.MEMBER.durableMark());
      open(lost, scenario, context + " mark lost in " + crash);
      for (int i = 0; i < CUTS; i++) {
        CrashDisk cut = kept.after(Crash.OF_THE_PROGRAM, random);
        String how = cut(cut, random);
        refused += openCut(cut, scenario, context + " " + crash + " " + how) ? 0 : 1;
      }
      open(kept, scenario, context + " mark kept in " + crash);
    }
    return refused;
  }

  private static void open(CrashDisk disk, LogScenario scenario, String context)
      throws IOException {
    try (DurableLog log = DurableLog.open(disk, LogScenario.MEMBER, scenario.options).log()) {
      assertThat(isPromised(log, scenario)).as(context).isTrue();
    } catch (RuntimeException refused) {
      throw new AssertionError(context, refused);
    }
  }

  /// {@return whether it was opened}
  private static boolean openCut(CrashDisk disk, LogScenario scenario, String context)
      throws IOException {
    try (DurableLog log = DurableLog.open(disk, LogScenario.MEMBER, scenario.options).log()) {
      assertThat(isPromised(log, scenario)).as(context).isTrue();
      return true;
    } catch (RefusedException refused) {
      assertThat(refused.hint().orElse("")).as(context).contains("fireweed salvage");
      return false;
    } catch (Fault refused) {
      return false;
    }
  }

  private static boolean isPromised(DurableLog log, LogScenario scenario) {
    List<LogModel> possible =
        scenario.inFlight.map(scenario.promised::within).orElse(List.of(scenario.promised));
    return possible.stream().anyMatch(model -> model.isIn(log));
  }

  /// {@return what was done}
  private static String cut(CrashDisk disk, RandomGenerator random) throws IOException {
    List<Path> segments =
        disk.list(LogScenario.MEMBER.walDir()).stream()
            .filter(path -> SegmentName.find(path.getFileName().toString()).isPresent())
            .toList();
    Path last = segments.getLast();
    if (segments.size() > 1 && random.nextInt(8) == 0) {
      disk.delete(last);
      return last + " deleted";
    }
    try (DiskFile file = disk.openWrite(last)) {
      long at = random.nextLong(file.size() + 1);
      file.truncate(at);
      return last + " cut at " + at;
    }
  }
}
