package io.fireweed.format.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.fault.NotFoundException;
import io.fireweed.format.raftlog.Dialect;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.wal.WalFinding.RecordsAfterHole;
import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Segments that are missing, doubled, misnamed, empty, or no files at all.
class WalDirectoryTest {
  private static final int ENTRIES = 40;

  private final Disk disk = new LocalDisk();

  @TempDir Path temporary;

  private Path walDir = Path.of("");
  private List<Path> segments = List.of();

  /// Forty entries of 1000 bytes, four to a segment.
  @BeforeEach
  void writeLog() throws IOException {
    walDir = temporary.resolve("wal");
    try (WalWriter writer =
        WalWriter.create(disk, walDir, new WalMetadata(1, 2), Dialect.EXPLICIT_ZEROS, 4096)) {
      for (int i = 1; i <= ENTRIES; i++) {
        Entry entry = new Entry(2, i, EntryType.NORMAL, Bytes.of(new byte[1000]));
        writer.save(List.of(entry), new HardState(2, 1, i));
      }
    }
    segments = disk.list(walDir);
    assertThat(segments).hasSize(11);
  }

  @Test
  void aMissingSegmentIsAGapWithKnownEnds() throws IOException {
    Files.delete(segments.get(3));
    WalSurvey survey = LenientWal.scan(disk, walDir);

    assertThat(survey.findings()).contains(new WalFinding.MissingSegments(walDir, 3, 3));
    assertThat(survey.log().lastIndex()).isEqualTo(12);
    assertThat(survey.islands()).hasSize(1);
    assertThat(survey.islands().getFirst().firstIndex()).isEqualTo(17);
    assertThat(survey.islands().getFirst().lastIndex()).isEqualTo(ENTRIES);
    RecordsAfterHole hole = (RecordsAfterHole) survey.findings().getLast();
    assertThat(hole.nextIndex()).isEqualTo(OptionalLong.of(17));
    assertStrictRefuses();
  }

  @Test
  void theOldestSegmentsMayBePurged() throws IOException {
    Files.delete(segments.get(0));
    Files.delete(segments.get(1));
    WalSurvey survey = LenientWal.scan(disk, walDir);

    assertThat(survey.findings()).isEmpty();
    assertThat(survey.log().base()).isEmpty();
    assertThat(survey.log().firstIndex()).isEqualTo(9);
    assertThat(survey.log().lastIndex()).isEqualTo(ENTRIES);
    assertThatThrownBy(() -> StrictWal.read(disk, walDir, SnapshotPoint.START))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void anEmptySegmentAndADirectoryAreGapsToo() throws IOException {
    Files.write(segments.get(3), new byte[0]);
    WalSurvey survey = LenientWal.scan(disk, walDir);
    assertThat(survey.findings()).contains(new WalFinding.EmptySegment(segments.get(3)));
    assertThat(survey.log().lastIndex()).isEqualTo(12);
    assertThat(survey.islands().getFirst().firstIndex()).isEqualTo(17);

    Files.delete(segments.get(3));
    Files.createDirectory(segments.get(3));
    survey = LenientWal.scan(disk, walDir);
    assertThat(survey.findings())
        .anyMatch(finding -> finding instanceof WalFinding.UnreadableSegment);
    assertThat(survey.islands().getFirst().firstIndex()).isEqualTo(17);
    assertStrictRefuses();
  }

  @Test
  void aSecondFileWithTheNumberOfASegmentIsReported() throws IOException {
    Path twin = walDir.resolve(new SegmentName(3, 99).fileName());
    Files.copy(segments.get(3), twin);
    WalSurvey survey = LenientWal.scan(disk, walDir);

    assertThat(survey.findings())
        .containsExactly(new WalFinding.DuplicateSegment(3, List.of(segments.get(3), twin)));
    assertThat(survey.log().lastIndex()).isEqualTo(ENTRIES);
    assertStrictRefuses();
  }

  @Test
  void aMisnamedSegmentIsReportedAndOtherFilesAreNotes() throws IOException {
    Files.move(segments.get(10), walDir.resolve("copy of the last.wal"));
    Files.createFile(walDir.resolve("1.tmp"));
    Files.createFile(walDir.resolve("x.wal.broken"));
    Files.createFile(walDir.resolve("notes.txt"));
    WalSurvey survey = LenientWal.scan(disk, walDir);

    assertThat(survey.findings())
        .extracting(finding -> finding.getClass().getSimpleName())
        .containsExactly("OtherFile", "MisnamedSegment", "OtherFile", "OtherFile");
    assertThat(survey.log().lastIndex()).isEqualTo(ENTRIES);
  }

  @Test
  void aSegmentOfAnotherLogBreaksTheChain() throws IOException {
    Path other = temporary.resolve("other");
    try (WalWriter writer =
        WalWriter.create(disk, other, new WalMetadata(3, 2), Dialect.EXPLICIT_ZEROS, 4096)) {
      for (int i = 1; i <= 20; i++) {
        Entry entry = new Entry(2, i, EntryType.NORMAL, Bytes.of(new byte[1010]));
        writer.save(List.of(entry), new HardState(2, 1, i));
      }
    }
    Files.delete(segments.get(3));
    Files.copy(disk.list(other).get(3), segments.get(3));
    WalSurvey survey = LenientWal.scan(disk, walDir);

    assertThat(survey.findings())
        .anyMatch(finding -> finding instanceof WalFinding.ChainBreak)
        .anyMatch(finding -> finding instanceof WalFinding.MetadataConflict);
    assertStrictRefuses();
  }

  @Test
  void aCommitBeyondTheLogIsReported() throws IOException {
    Path other = temporary.resolve("other");
    try (WalWriter writer =
        WalWriter.create(disk, other, new WalMetadata(3, 2), Dialect.EXPLICIT_ZEROS, 4096)) {
      writer.save(List.of(new Entry(1, 1, EntryType.NORMAL, Bytes.EMPTY)), new HardState(1, 1, 9));
    }
    assertThat(LenientWal.scan(disk, other).findings())
        .containsExactly(new WalFinding.CommitBeyondLog(9, 1));
  }

  @Test
  void aGapWithoutDamageIsReported() throws IOException {
    Path other = temporary.resolve("other");
    try (WalWriter writer =
        WalWriter.create(disk, other, new WalMetadata(3, 2), Dialect.EXPLICIT_ZEROS, 4096)) {
      writer.saveEntries(List.of(new Entry(1, 1, EntryType.NORMAL, Bytes.EMPTY)));
      writer.saveEntries(List.of(new Entry(1, 3, EntryType.NORMAL, Bytes.EMPTY)));
    }
    WalSurvey survey = LenientWal.scan(disk, other);
    assertThat(survey.findings()).hasSize(1);
    assertThat(survey.findings().getFirst()).isInstanceOf(WalFinding.IndexGap.class);
    assertThat(survey.log().lastIndex()).isEqualTo(1);
    assertThat(survey.islands().getFirst().firstIndex()).isEqualTo(3);
  }

  @Test
  void aReceivedSnapshotIsALegalGapThatOnlyTheNewStartMayCross() throws IOException {
    Path follower = temporary.resolve("follower");
    SnapshotPoint received = SnapshotPoint.of(49, 3);
    try (WalWriter writer =
        WalWriter.create(disk, follower, new WalMetadata(3, 2), Dialect.EXPLICIT_ZEROS, 4096)) {
      for (int i = 1; i <= 9; i++) {
        writer.saveEntries(List.of(new Entry(2, i, EntryType.NORMAL, Bytes.EMPTY)));
      }
      writer.saveSnapshot(received);
      for (int i = 50; i <= 60; i++) {
        Entry entry = new Entry(3, i, EntryType.NORMAL, Bytes.EMPTY);
        writer.save(List.of(entry), new HardState(3, 1, i));
      }
    }
    WalSurvey survey = LenientWal.scan(disk, follower);
    assertThat(survey.isWhole()).isTrue();
    assertThat(survey.findings())
        .extracting(finding -> finding.getClass().getSimpleName())
        .containsExactly("SnapshotJump");
    assertThat(survey.log().base()).contains(received);
    assertThat(survey.log().firstIndex()).isEqualTo(50);
    assertThat(survey.log().lastIndex()).isEqualTo(60);
    assertThat(survey.pieces().getFirst().lastIndex()).isEqualTo(9);

    assertThat(StrictWal.read(disk, follower, received).contents().lastIndex()).isEqualTo(60);
    assertThatThrownBy(() -> StrictWal.read(disk, follower, SnapshotPoint.START))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("entry 1 expected behind the start");
    assertThatThrownBy(() -> StrictWal.read(disk, follower, SnapshotPoint.of(49, 2)))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("snapshot record at index 49 term 2 expected");
    assertThatThrownBy(() -> StrictWal.read(disk, follower, SnapshotPoint.of(48, 3)))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void anAbsentDirectoryIsNotFoundAndAnEmptyOneHasNoLog() throws IOException {
    assertThatThrownBy(() -> LenientWal.scan(disk, temporary.resolve("absent")))
        .isInstanceOf(NotFoundException.class);
    Path empty = Files.createDirectory(temporary.resolve("empty"));
    assertThat(LenientWal.scan(disk, empty).log().isEmpty()).isTrue();
    assertThatThrownBy(() -> StrictWal.read(disk, empty, SnapshotPoint.START))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void aFileThatChangesAfterTheSurveyIsNoticedWhileStreaming() throws IOException {
    WalSurvey survey = LenientWal.scan(disk, walDir);
    byte[] content = Files.readAllBytes(segments.get(5));
    content[2000] ^= 1;
    Files.write(segments.get(5), content);
    assertThatThrownBy(
            () -> {
              try (EntryCursor cursor = survey.log().read(disk)) {
                while (cursor.next()) {
                  assertThat(cursor.entry().term()).isEqualTo(2);
                }
              }
            })
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining(segments.get(5).toString());
  }

  private void assertStrictRefuses() {
    assertThatThrownBy(() -> StrictWal.read(disk, walDir, SnapshotPoint.START))
        .isInstanceOf(CorruptException.class);
  }
}
