package io.fireweed.recovery.salvage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.fixtures.Fixtures;
import io.fireweed.format.bbolt.Cursor;
import io.fireweed.format.bbolt.DbFile;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.fault.NotFoundException;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.KeyValue;
import io.fireweed.format.wal.LenientWal;
import io.fireweed.format.wal.WalSurvey;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import io.fireweed.recovery.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SalvageTest {
  private static final String WAL = "0000000000000000-0000000000000000.wal";

  private final Disk disk = new LocalDisk();
  private final Salvage salvage =
      new Salvage(disk, password -> Bytes.ofUtf8("$2a$"), Progress.NONE);

  @TempDir Path scratch;

  private SalvageReport run(UncommittedTail tail, Path... directories) throws IOException {
    Inquest inquest =
        salvage.inquest(
            List.of(directories).stream().map(MemberDir::of).toList(), Optional.empty());
    SalvagePlan plan = SalvagePlan.decide(inquest.evidence(), tail);
    return salvage.carryOut(inquest, plan, scratch.resolve("salvaged.db"));
  }

  private Map<String, String> pairs(Path file) throws IOException {
    Map<String, String> pairs = new TreeMap<>();
    try (DbFile db = DbFile.open(disk, file);
        ReadTx tx = db.read()) {
      Cursor rows = tx.requireBucket(EtcdBucket.KEY.bytes()).cursor();
      while (rows.next()) {
        KeyValue row = KeyValue.decode(rows.value(), new Origin("row", 0));
        pairs.put(row.key().toUtf8(), row.value().toUtf8());
      }
    }
    return pairs;
  }

  private Path v36Dirty() throws IOException {
    Path member = scratch.resolve("v36");
    Files.createDirectories(member.resolve("member/snap"));
    Files.createDirectories(member.resolve("member/wal"));
    Fixtures.copyFile("v36-dirty/db", member.resolve("member/snap/db"));
    Fixtures.copyFile("v36-dirty/" + WAL, member.resolve("member/wal/" + WAL));
    return member;
  }

  private Path v34(String name) {
    return Fixtures.copyTree(name, scratch.resolve(name));
  }

  @Test
  void acknowledgedWritesBeyondTheLastCommitComeBack() throws IOException {
    for (Path directory : List.of(v34("v34-dirty"), v36Dirty())) {
      SalvageReport report = run(UncommittedTail.ASK, directory);
      assertThat(pairs(report.output()).keySet())
          .as("%s", directory)
          .containsExactly("k1", "k2", "k3", "k4", "k5");
      assertThat(report.isProven()).isTrue();
      assertThat(report.revision()).isEqualTo(6);
      assertThat(report.baseRevision()).isZero();
      assertThat(report.replayed().getFirst().revisions()).isEqualTo(5);
      Files.delete(report.output());
    }
  }

  @Test
  void aLostDbIsRebuiltFromTheWholeLog() throws IOException {
    Path directory = v34("v34-single");
    Path db = directory.resolve("member/snap/db");
    Map<String, String> expected = pairs(db);
    Files.delete(db);
    SalvageReport report = run(UncommittedTail.ASK, directory);
    assertThat(report.plan().base().source()).isInstanceOf(BaseCandidate.Source.EmptyStore.class);
    assertThat(pairs(report.output())).isEqualTo(expected);
    assertThat(report.revision()).isEqualTo(14);
  }

  @Test
  void anIntactDbIsEnoughWithoutALog() throws IOException {
    Path directory = v34("v34-single");
    Map<String, String> expected = pairs(directory.resolve("member/snap/db"));
    disk.deleteTree(directory.resolve("member/wal"));
    SalvageReport report = run(UncommittedTail.ASK, directory);
    assertThat(pairs(report.output())).isEqualTo(expected);
    assertThat(report.isProven()).as("nothing tells what the log held").isFalse();
  }

  @Test
  void aHoleInTheLogIsReportedAndNeverCalledATail() throws IOException {
    Path directory = v34("v34-single");
    Files.delete(directory.resolve("member/snap/db"));
    overwrite(directory.resolve("member/wal/" + WAL), 4096, new byte[512]);
    SalvageReport report = run(UncommittedTail.KEEP, directory);
    assertThat(report.plan().limit()).isEqualTo(16);
    assertThat(report.plan().losses())
        .contains(new Loss.Unreachable(17, 19))
        .anyMatch(Loss.Unproven.class::isInstance);
  }

  @Test
  void aTailTornByAPowerCutIsNoLossButACutFileIsInDoubt() throws IOException {
    Path torn = v34("v34-dirty");
    Path segment = torn.resolve("member/wal/" + WAL);
    WalSurvey whole = LenientWal.scan(disk, torn.resolve("member/wal"));
    long end = whole.segments().getLast().endOffset();
    overwrite(segment, end, HexFormat.of().parseHex("f803000000000000080210ff"));
    SalvageReport report = run(UncommittedTail.ASK, torn);
    assertThat(pairs(report.output())).hasSize(5);
    assertThat(report.isProven()).isTrue();
    Files.delete(report.output());
    try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.WRITE)) {
      channel.truncate(end + 20);
    }
    assertThat(run(UncommittedTail.KEEP, torn).isProven()).isFalse();
  }

  @Test
  void aLogThatEndsBeforeItsOwnDbProvesNothing() throws IOException {
    Path directory = v34("v34-single");
    Path segment = directory.resolve("member/wal/" + WAL);
    int entry17 = 1648;
    overwrite(segment, entry17, new byte[(int) Files.size(segment) - entry17]);
    SalvageReport report = run(UncommittedTail.ASK, directory);
    assertThat(report.revision()).as("the db holds more than the log").isEqualTo(14);
    assertThat(report.isProven()).as("entries after the db's last may be gone").isFalse();
  }

  @Test
  void aDamagedDbFallsBackToTheStateBeforeAndTheLogMakesUpForIt() throws IOException {
    Path directory = v34("v34-single");
    Path db = directory.resolve("member/snap/db");
    Map<String, String> expected = pairs(db);
    byte[] first = new byte[8192];
    try (FileChannel channel = FileChannel.open(db, StandardOpenOption.READ)) {
      channel.read(ByteBuffer.wrap(first), 0);
    }
    ByteBuffer metas = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN);
    int newer = metas.getLong(16 + 48) > metas.getLong(4096 + 16 + 48) ? 0 : 1;
    overwrite(db, newer * 4096L + 16 + 20, new byte[] {99});
    SalvageReport report = run(UncommittedTail.ASK, directory);
    assertThat(pairs(report.output())).isEqualTo(expected);
    assertThat(report.isProven()).isTrue();
  }

  @Test
  void anOlderSnapshotJoinsASurvivingLog() throws IOException {
    Path directory = v34("v34-single");
    Map<String, String> expected = pairs(directory.resolve("member/snap/db"));
    Files.delete(directory.resolve("member/snap/db"));
    Path snapshot = Fixtures.copyFile("v34-snapshot.db", scratch.resolve("old.db"));
    Inquest inquest = salvage.inquest(List.of(MemberDir.of(directory)), Optional.of(snapshot));
    SalvagePlan plan = SalvagePlan.decide(inquest.evidence(), UncommittedTail.ASK);
    assertThat(plan.base().source()).isInstanceOf(BaseCandidate.Source.Snapshot.class);
    SalvageReport report = salvage.carryOut(inquest, plan, scratch.resolve("salvaged.db"));
    assertThat(pairs(report.output())).isEqualTo(expected);
  }

  @Test
  void aDbAloneIsRefusedWhereItsLogGoesOn() throws IOException {
    Survivor dirty = Survivor.look(disk, 0, MemberDir.of(v34("v34-dirty")));
    assertThatThrownBy(dirty::requireNothingBehindTheDb)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("the db at entry 0 and the log at entry 10");
    Survivor.look(disk, 0, MemberDir.of(v34("v34-single"))).requireNothingBehindTheDb();
  }

  @Test
  void aSnapshotMayBeOlderThanTheRestoreALogBeginsWith() throws IOException {
    Path directory = Fixtures.copyTree("v35-restored/m1", scratch.resolve("m1"));
    Path db = directory.resolve("member/snap/db");
    Path snapshot = Files.move(db, scratch.resolve("old.db"));
    Inquest inquest = salvage.inquest(List.of(MemberDir.of(directory)), Optional.of(snapshot));
    SalvagePlan plan = SalvagePlan.decide(inquest.evidence(), UncommittedTail.KEEP);
    assertThat(plan.losses()).contains(new Loss.DoubtfulBase(snapshot));
  }

  @Test
  void aSnapshotOfAnotherClusterIsRefused() throws IOException {
    Path directory = v34("v34-segments");
    Files.delete(directory.resolve("member/snap/db"));
    Path restored = Fixtures.copyTree("v35-restored/m1", scratch.resolve("m1"));
    Path foreign = restored.resolve("member/snap/db");
    Inquest inquest = salvage.inquest(List.of(MemberDir.of(directory)), Optional.of(foreign));
    assertThatThrownBy(inquest::evidence)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("of which no log knows any");
  }

  @Test
  void aRestoredMembersLogAloneIsNotTakenForTheWholeHistory() throws IOException {
    Path directory = Fixtures.copyTree("v35-restored/m1", scratch.resolve("m1"));
    Files.delete(directory.resolve("member/snap/db"));
    assertThatThrownBy(() -> run(UncommittedTail.KEEP, directory))
        .isInstanceOf(CorruptException.class);
    assertThat(scratch.resolve("salvaged.db")).doesNotExist();
  }

  @Test
  void inputsStayAsTheyAreAndOutputsAreNeverReplaced() throws IOException {
    Path directory = v34("v34-dirty");
    byte[] db = Files.readAllBytes(directory.resolve("member/snap/db"));
    SalvageReport report = run(UncommittedTail.ASK, directory);
    assertThat(directory.resolve("member/snap/db")).hasBinaryContent(db);
    assertThatThrownBy(() -> run(UncommittedTail.ASK, directory))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(disk.list(scratch)).containsExactlyInAnyOrder(directory, report.output());
  }

  @Test
  void aDirectoryWithoutAMemberIsNamed() {
    assertThatThrownBy(() -> run(UncommittedTail.ASK, scratch))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("without one named 'member'");
  }

  private static void overwrite(Path file, long offset, byte[] bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes), offset);
    }
  }
}
