package io.fireweed.format.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.fault.Fault;
import io.fireweed.format.raftlog.Dialect;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.wal.RaftHistory.Log;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random logs with overwritten tails, cuts and received snapshots, whole and damaged, against a
/// list in memory. One seed alone: `./dev quick format WalHistoryPropertyTest -Dseed=N`.
class WalHistoryPropertyTest {
  private static final WalMetadata METADATA = new WalMetadata(7, 8);
  private static final int SEEDS = 40;
  private static final int DAMAGES = 25;

  private final Disk disk = new LocalDisk();

  @TempDir Path temporary;

  static LongStream seeds() {
    Long only = Long.getLong("seed");
    return only == null ? LongStream.rangeClosed(1, SEEDS) : LongStream.of(only);
  }

  @ParameterizedTest(name = "-Dseed={0}")
  @MethodSource("seeds")
  void theEffectiveLogIsTheModels(long seed) throws IOException {
    Path walDir = temporary.resolve("wal");
    RaftHistory history = write(walDir, random(seed));

    WalSurvey survey = LenientWal.scan(disk, walDir);
    assertThat(survey.isWhole()).as("%s", survey.findings()).isTrue();
    assertThat(survey.islands()).isEmpty();
    assertThat(survey.hardState()).isEqualTo(history.state());
    assertThat(entries(survey.log())).isEqualTo(history.last().entries());
    SnapshotPoint base = history.last().base();
    assertThat(survey.log().base().orElseThrow().samePosition(base)).isTrue();
    for (Entry entry : history.last().entries()) {
      assertThat(survey.log().termAt(entry.index())).hasValue(entry.term());
    }
    StrictRead strict = StrictWal.read(disk, walDir, base);
    assertThat(strict).isInstanceOf(StrictRead.Whole.class);
    try (EntryCursor cursor = strict.contents().entries(disk)) {
      assertThat(all(cursor)).isEqualTo(history.last().entries());
    }
  }

  @ParameterizedTest(name = "-Dseed={0}")
  @MethodSource("seeds")
  void damageNeverInventsAnEntryNorHidesAGap(long seed) throws IOException {
    Path walDir = temporary.resolve("wal");
    RandomGenerator random = random(seed);
    RaftHistory history = write(walDir, random);
    Set<Entry> written = new HashSet<>(history.written());
    List<Path> segments =
        disk.list(walDir).stream().filter(p -> p.toString().endsWith(".wal")).toList();
    for (int i = 0; i < DAMAGES; i++) {
      Path victim = segments.get(random.nextInt(segments.size()));
      byte[] before = Files.readAllBytes(victim);
      String damage = damage(victim, random);
      check(walDir, history, written, victim.getFileName() + " " + damage);
      Files.write(victim, before);
    }
  }

  private void check(Path walDir, RaftHistory history, Set<Entry> written, String damage)
      throws IOException {
    WalSurvey survey = LenientWal.scan(disk, walDir);
    String context = damage + " " + survey.findings();
    List<Entry> log = entries(survey.log());
    assertThat(isSomeStep(history, survey.log(), log)).as(context).isTrue();
    for (LogPiece piece : survey.pieces()) {
      assertThat(written).as(context).containsAll(entries(piece));
    }
    if (survey.findings().stream().noneMatch(WalHistoryPropertyTest::isAlarming)) {
      assertThat(survey.islands()).as(context).isEmpty();
    }
    try {
      StrictRead strict = StrictWal.read(disk, walDir, history.last().base());
      if (strict instanceof StrictRead.Whole(WalContents contents)) {
        assertThat(contents.log().lastIndex())
            .as(context)
            .isLessThanOrEqualTo(history.last().base().index() + history.last().entries().size());
      }
    } catch (Fault refused) {
      assertThat(refused.getMessage()).as(context).contains(walDir.toString());
    }
  }

  private static boolean isAlarming(WalFinding finding) {
    return switch (finding.severity()) {
      case NOTE, UNDONE -> false;
      case TORN, DAMAGE -> true;
    };
  }

  /// The log that is found must have been the member's log at some moment, or the end of it.
  private static boolean isSomeStep(RaftHistory history, LogPiece piece, List<Entry> log) {
    if (log.isEmpty()) {
      return true;
    }
    for (Log step : history.steps()) {
      long skipped = piece.firstIndex() - step.base().index() - 1;
      if (skipped >= 0
          && skipped + log.size() == step.entries().size()
          && step.entries().subList((int) skipped, step.entries().size()).equals(log)) {
        return true;
      }
    }
    return false;
  }

  private static String damage(Path file, RandomGenerator random) throws IOException {
    try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
      long size = access.length();
      long at = random.nextLong(size);
      int kind = random.nextInt(4);
      access.seek(at);
      switch (kind) {
        case 0 -> {
          int b = access.read();
          access.seek(at);
          access.write(b ^ 1 << random.nextInt(8));
        }
        case 1 -> {
          access.seek(at / 512 * 512);
          access.write(new byte[(int) Math.min(512, size - at / 512 * 512)]);
        }
        case 2 -> access.setLength(at);
        default -> access.write(new byte[(int) Math.min(random.nextInt(1, 2000), size - at)]);
      }
      return "kind " + kind + " at " + at + " of " + size;
    }
  }

  private RaftHistory write(Path walDir, RandomGenerator random) throws IOException {
    RaftHistory history = new RaftHistory(random);
    long segmentBytes = random.nextLong(2048, 16 << 10);
    try (WalWriter writer =
        WalWriter.create(disk, walDir, METADATA, Dialect.EXPLICIT_ZEROS, segmentBytes)) {
      history.write(writer, random.nextInt(5, 120));
    }
    return history;
  }

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  private List<Entry> entries(LogPiece piece) throws IOException {
    try (EntryCursor cursor = piece.read(disk)) {
      return all(cursor);
    }
  }

  private static List<Entry> all(EntryCursor cursor) throws IOException {
    List<Entry> entries = new ArrayList<>();
    while (cursor.next()) {
      entries.add(cursor.entry());
    }
    return entries;
  }
}
