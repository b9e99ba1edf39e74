package io.fireweed.format.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.fixtures.Fixtures;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.LayeredDisk;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.fault.UnavailableException;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.wal.WalFinding.HoleKind;
import io.fireweed.format.wal.WalFinding.RecordsAfterHole;
import io.fireweed.format.wal.WalFinding.Tear;
import io.fireweed.format.wal.WalFinding.TornTail;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The damage that was done to a real log and shown to four etcd servers, and more of its kind.
///
/// The log ends at 7896; entry 17 is the record at 1648, the state records of 17, 18, 19 are at
/// 7704, 7784, 7864, entries 18 and 19 at 7736 and 7816.
class WalDamageTest {
  private static final long VOTE = 1218514879433261836L;

  private final Disk disk = new LocalDisk();

  @TempDir Path temporary;

  private Path walDir = Path.of("");
  private Path segment = Path.of("");

  @BeforeEach
  void copyRealLog() {
    walDir = temporary.resolve("wal");
    segment = walDir.resolve(SegmentName.FIRST.fileName());
    Fixtures.copyFile("v34-single/member/wal/" + SegmentName.FIRST.fileName(), segment);
  }

  @Test
  void aZeroSectorInsideAnEarlierRecordIsAHoleAndNotATail() throws IOException {
    overwrite(4096, new byte[512]);
    WalSurvey survey = LenientWal.scan(disk, walDir);

    assertThat(survey.findings()).hasSize(1);
    RecordsAfterHole hole = (RecordsAfterHole) survey.findings().getFirst();
    assertThat(hole.place()).isEqualTo(place(1648));
    assertThat(hole.kind()).isEqualTo(HoleKind.ZERO_SECTOR);
    assertThat(hole.resume()).isEqualTo(place(7704));
    assertThat(hole.lastIndex()).isEqualTo(16);
    assertThat(hole.nextIndex()).isEqualTo(OptionalLong.of(18));
    assertThat(hole.joined()).isFalse();
    assertThat(indexes(survey.log())).containsExactly(range(1, 16));
    assertThat(survey.islands()).hasSize(1);
    assertThat(indexes(survey.islands().getFirst())).containsExactly(18L, 19L);
    assertThat(survey.hardState()).contains(new HardState(2, VOTE, 19));
    assertThat(survey.isWhole()).isFalse();
    assertStrictRefuses("offset 1648");
  }

  @Test
  void aZeroedLengthFieldIsPutBackBecauseTheRecordProvesItself() throws IOException {
    overwrite(7864, new byte[8]);
    WalSurvey survey = LenientWal.scan(disk, walDir);

    assertThat(survey.findings())
        .containsExactly(new WalFinding.LengthUndone(place(7864), 0, 0x8100_0000_0000_0017L));
    assertThat(survey.hardState()).contains(new HardState(2, VOTE, 19));
    assertThat(indexes(survey.log())).containsExactly(range(1, 19));
    assertThat(survey.isWhole()).isTrue();
    assertStrictRefuses("offset 7864");
  }

  @Test
  void aFlippedByteInTheLastRecordLosesOnlyThatRecord() throws IOException {
    overwrite(7884, new byte[] {(byte) 0xef});
    WalSurvey survey = LenientWal.scan(disk, walDir);

    assertThat(survey.findings()).hasSize(1);
    WalFinding.DamagedTail tail = (WalFinding.DamagedTail) survey.findings().getFirst();
    assertThat(tail.place()).isEqualTo(place(7864));
    assertThat(tail.kind()).isEqualTo(HoleKind.BAD_CHECKSUM);
    assertThat(survey.hardState()).contains(new HardState(2, VOTE, 18));
    assertThat(indexes(survey.log())).containsExactly(range(1, 19));
    assertStrictRefuses("checksum expected 0fc15c4a");
  }

  @Test
  void aFileThatEndsInsideARecordHasATornTail() throws IOException {
    truncate(7876);
    WalSurvey survey = LenientWal.scan(disk, walDir);

    assertThat(survey.findings()).containsExactly(new TornTail(place(7864), Tear.SHORT));
    assertThat(indexes(survey.log())).containsExactly(range(1, 19));
    StrictRead read = StrictWal.read(disk, walDir, SnapshotPoint.START);
    assertThat(read).isInstanceOf(StrictRead.Torn.class);
    assertThat(read.contents().hardState()).contains(new HardState(2, VOTE, 18));
  }

  @Test
  void aRepairCutsATornTailAndKeepsACopy() throws IOException {
    truncate(7876);
    byte[] before = Files.readAllBytes(segment);
    WalRepair.Outcome outcome = WalRepair.repair(disk, walDir);

    Path copy = walDir.resolve(segment.getFileName() + ".broken");
    assertThat(outcome)
        .isEqualTo(new WalRepair.Repaired(new TornTail(place(7864), Tear.SHORT), copy, 7864));
    assertThat(Files.readAllBytes(copy)).isEqualTo(Arrays.copyOfRange(before, 7864, 7876));
    assertThat(Files.size(segment)).isEqualTo(7864);
    assertThat(StrictWal.read(disk, walDir, SnapshotPoint.START))
        .isInstanceOf(StrictRead.Whole.class);
    assertThat(WalRepair.repair(disk, walDir)).isEqualTo(new WalRepair.Unneeded());
  }

  @Test
  void zerosBehindATornTailAreNotKept() throws IOException {
    truncate(7876);
    byte[] torn = Arrays.copyOfRange(Files.readAllBytes(segment), 7864, 7876);
    truncate(64 << 20);
    WalRepair.Outcome _ = WalRepair.cut(disk, new TornTail(place(7864), Tear.SHORT));

    assertThat(Files.readAllBytes(walDir.resolve(segment.getFileName() + ".broken")))
        .isEqualTo(torn);
    assertThat(Files.size(segment)).isEqualTo(7864);
  }

  @Test
  void aRepairWithoutRoomCutsNothingAndSaysHowMuchItNeeds() throws IOException {
    truncate(7876);
    byte[] before = Files.readAllBytes(segment);
    Disk full =
        new LayeredDisk(disk) {
          @Override
          protected DiskFile layered(DiskFile file) {
            return file;
          }

          @Override
          public DiskFile create(Path path) throws IOException {
            throw new IOException(path + ": No space left on device");
          }
        };

    assertThatThrownBy(() -> WalRepair.repair(full, walDir))
        .isInstanceOfSatisfying(
            UnavailableException.class,
            refused ->
                assertThat(refused.hint().orElseThrow())
                    .contains("make room for 65548 bytes in " + walDir))
        .hasMessageContaining("12 bytes from offset 7864");
    assertThat(Files.readAllBytes(segment)).isEqualTo(before);
  }

  @Test
  void aRepairRefusesAHole() throws IOException {
    overwrite(4096, new byte[512]);
    byte[] before = Files.readAllBytes(segment);
    assertThatThrownBy(() -> WalRepair.repair(disk, walDir))
        .isInstanceOf(io.fireweed.format.fault.RefusedException.class);
    assertThat(Files.readAllBytes(segment)).isEqualTo(before);
    assertThat(disk.list(walDir)).containsExactly(segment);
  }

  @Test
  void garbageBehindTheEndIsNoticedAndNothingIsLost() throws IOException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    byte[] garbage = new byte[1000];
    random.nextBytes(garbage);
    garbage[0] = 1;
    overwrite(7904, garbage);
    WalSurvey survey = LenientWal.scan(disk, walDir);

    assertThat(survey.findings())
        .containsExactly(new WalFinding.GarbageAfterEnd(place(7896), 7904));
    assertThat(indexes(survey.log())).containsExactly(range(1, 19));
    assertThat(StrictWal.read(disk, walDir, SnapshotPoint.START))
        .isInstanceOf(StrictRead.Torn.class);
  }

  @Test
  void zeroedWholeRecordsAreAHoleWithTheRecordsBehindIt() throws IOException {
    overwrite(1040, new byte[1440 - 1040]);
    WalSurvey survey = LenientWal.scan(disk, walDir);

    RecordsAfterHole hole = (RecordsAfterHole) survey.findings().getFirst();
    assertThat(hole.place()).isEqualTo(place(1040));
    assertThat(hole.kind()).isEqualTo(HoleKind.ZERO_LENGTH);
    assertThat(indexes(survey.log())).containsExactly(range(1, 10));
    assertThat(indexes(survey.islands().getFirst())).containsExactly(range(15, 19));
    assertStrictRefuses("offset 1040");
  }

  @Test
  void aDamagedStateRecordInTheMiddleCostsNoEntry() throws IOException {
    overwrite(1240, new byte[] {0x55});
    WalSurvey survey = LenientWal.scan(disk, walDir);
    RecordsAfterHole hole = (RecordsAfterHole) survey.findings().getFirst();
    assertThat(hole.joined()).isTrue();
    assertThat(indexes(survey.log())).containsExactly(range(1, 19));
    assertThat(survey.islands()).isEmpty();
    assertStrictRefuses("offset 1216");
  }

  @Test
  void aFlippedChecksumFieldIsProvenWrongByTheNextRecord() throws IOException {
    overwrite(1160 + 8 + 3, new byte[] {(byte) 0xe8});
    WalSurvey survey = LenientWal.scan(disk, walDir);

    assertThat(survey.findings()).hasSize(1);
    assertThat(survey.findings().getFirst()).isInstanceOf(WalFinding.ChecksumUndone.class);
    assertThat(indexes(survey.log())).containsExactly(range(1, 19));
    assertStrictRefuses("offset 1160");
  }

  @Test
  void aWrongTypeTagOrDataLengthIsPutBackBecauseTheChainProvesTheData() throws IOException {
    for (int at : new int[] {8, 9, 10, 16, 17}) {
      byte[] before = flip(1160 + at);
      WalSurvey survey = LenientWal.scan(disk, walDir);
      assertThat(survey.findings()).as("byte %d", at).hasSize(1);
      assertThat(survey.findings().getFirst()).isInstanceOf(WalFinding.HeaderUndone.class);
      assertThat(indexes(survey.log())).containsExactly(range(1, 19));
      overwrite(1160 + at, before);
    }
  }

  @Test
  void anAbsurdLengthIsPutBack() throws IOException {
    overwrite(1160, new byte[] {0x2e, 0, 0, 0, 0, 0, 0x7f, (byte) 0x82});
    WalSurvey survey = LenientWal.scan(disk, walDir);

    assertThat(survey.findings()).hasSize(1);
    assertThat(survey.findings().getFirst()).isInstanceOf(WalFinding.LengthUndone.class);
    assertThat(indexes(survey.log())).containsExactly(range(1, 19));
  }

  @Test
  void aLogCutAtItsLastRecordIsWhole() throws IOException {
    truncate(7896);
    assertThat(LenientWal.scan(disk, walDir).findings()).isEmpty();
    assertThat(StrictWal.read(disk, walDir, SnapshotPoint.START))
        .isInstanceOf(StrictRead.Whole.class);
  }

  private void assertStrictRefuses(String where) {
    assertThatThrownBy(() -> StrictWal.read(disk, walDir, SnapshotPoint.START))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining(where);
  }

  private List<Long> indexes(LogPiece piece) throws IOException {
    List<Long> indexes = new ArrayList<>();
    try (EntryCursor cursor = piece.read(disk)) {
      while (cursor.next()) {
        indexes.add(cursor.entry().index());
      }
    }
    return indexes;
  }

  private static Long[] range(long from, long to) {
    return java.util.stream.LongStream.rangeClosed(from, to).boxed().toArray(Long[]::new);
  }

  private RecordPlace place(long offset) {
    return new RecordPlace(segment, offset);
  }

  private void overwrite(long offset, byte[] bytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
      file.seek(offset);
      file.write(bytes);
    }
  }

  /// {@return the byte as it was}
  private byte[] flip(long offset) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
      file.seek(offset);
      byte before = file.readByte();
      file.seek(offset);
      file.write(before ^ 0x01);
      return new byte[] {before};
    }
  }

  private void truncate(long length) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
      file.setLength(length);
    }
  }
}
