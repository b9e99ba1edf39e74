package io.fireweed.format.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.Fixtures;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.fault.Fault;
import io.fireweed.format.raftlog.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A small real log cut at every byte, and with every byte changed.
class WalFlipTest {
  /// End of the records of the vector, whose last entry is 10.
  private static final int END = 976;

  private static final int FILE_BYTES = 1536;
  private static final String VECTOR = "v36-dirty/" + SegmentName.FIRST.fileName();

  private final Disk disk = new LocalDisk();

  @TempDir Path temporary;

  private Path walDir = Path.of("");
  private Path segment = Path.of("");
  private byte[] whole = new byte[0];
  private List<Entry> truth = List.of();

  @BeforeEach
  void writeRealLog() throws IOException {
    walDir = Files.createDirectory(temporary.resolve("wal"));
    segment = walDir.resolve(SegmentName.FIRST.fileName());
    whole = Arrays.copyOf(Fixtures.head(VECTOR, FILE_BYTES), FILE_BYTES);
    Files.write(segment, whole);
    truth = entries(LenientWal.scan(disk, walDir).log());
    assertThat(truth).hasSize(10);
  }

  @Test
  void everyTruncationIsAPrefixAndSaysSoUnlessItFallsBetweenRecords() throws IOException {
    List<Long> ends = new ArrayList<>();
    LenientWal.scan(disk, walDir, record -> ends.add(record.place().offset()));
    ends.add((long) END);
    for (int length = 0; length <= FILE_BYTES; length++) {
      Files.write(segment, Arrays.copyOf(whole, length));
      boolean between = ends.contains((long) length) || (length > END && length >= END + 8);
      check("cut at " + length, between);
    }
  }

  @Test
  void everyChangedByteIsReportedAndNeverGivesAWrongEntry() throws IOException {
    for (int at = 0; at < END + 16; at++) {
      for (int mask : new int[] {0x01, 0x02, 0xff}) {
        byte[] damaged = whole.clone();
        damaged[at] ^= (byte) mask;
        Files.write(segment, damaged);
        check("byte %d ^ %02x".formatted(at, mask), false);
      }
      byte[] zeroed = whole.clone();
      zeroed[at] = 0;
      Files.write(segment, zeroed);
      check("byte " + at + " = 0", whole[at] == 0);
    }
  }

  @Test
  void everyZeroedWordAndSectorIsReportedAndNeverGivesAWrongEntry() throws IOException {
    for (int at = 0; at < END; at += 8) {
      for (int length : new int[] {8, 64, 512}) {
        byte[] damaged = whole.clone();
        Arrays.fill(damaged, at, Math.min(at + length, FILE_BYTES), (byte) 0);
        Files.write(segment, damaged);
        // Zeros that reach the end of the records look like an end that was never written.
        boolean reachesEnd = at + length >= END;
        check(length + " zeros at " + at, reachesEnd || Arrays.equals(damaged, whole));
      }
    }
  }

  /// @param mayBeSilent whether the damage may look like a shorter log
  private void check(String damage, boolean mayBeSilent) throws IOException {
    WalSurvey survey = LenientWal.scan(disk, walDir);
    List<Entry> log = entries(survey.log());
    assertThat(truth.subList(0, log.size())).as(damage).isEqualTo(log);
    for (LogPiece island : survey.islands()) {
      for (Entry entry : entries(island)) {
        assertThat(entry).as(damage).isEqualTo(truth.get((int) entry.index() - 1));
      }
    }
    if (!mayBeSilent) {
      assertThat(survey.findings()).as(damage).isNotEmpty();
    }
    if (survey.isWhole() && !mayBeSilent) {
      assertThat(log).as(damage).isEqualTo(truth);
    }
    try {
      StrictRead read = StrictWal.read(disk, walDir, SnapshotPoint.START);
      List<Entry> strict = entries(read.contents());
      assertThat(truth.subList(0, strict.size())).as(damage).isEqualTo(strict);
      if (!mayBeSilent) {
        assertThat(read).as(damage).isInstanceOf(StrictRead.Torn.class);
      }
    } catch (Fault refused) {
      assertThat(refused.getMessage()).as(damage).contains(walDir.toString());
    }
  }

  private List<Entry> entries(LogPiece piece) throws IOException {
    try (EntryCursor cursor = piece.read(disk)) {
      return all(cursor);
    }
  }

  private List<Entry> entries(WalContents contents) throws IOException {
    try (EntryCursor cursor = contents.entries(disk)) {
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
