package io.fireweed.recovery.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.fixtures.Fixtures;
import io.fireweed.format.bbolt.Db;
import io.fireweed.format.bbolt.DbOptions;
import io.fireweed.format.bbolt.WriteTx;
import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.disk.LockMode;
import io.fireweed.format.fault.NotFoundException;
import io.fireweed.format.schema.AlarmRow;
import io.fireweed.format.schema.ClusterKey;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.MemberId;
import io.fireweed.format.schema.MetaKey;
import io.fireweed.format.schema.MetaRows;
import io.fireweed.format.wire.Bytes;
import io.fireweed.recovery.doctor.Diagnosis.Verdict;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
  private static final String WAL = "member/wal/0000000000000000-0000000000000000.wal";
  private static final MemberId OWNER = new MemberId(0x10e908d3ae25c30cL);
  private static final int LAST_ENTRY_RECORD = 7700;

  private final LocalDisk disk = new LocalDisk();

  @TempDir Path scratch;

  private Path member(String fixture) throws IOException {
    Path directory = Fixtures.copyTree(fixture, scratch.resolve(fixture));
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.filter(Files::isDirectory).toList()) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
      }
    }
    return directory;
  }

  private Diagnosis examine(Path directory) throws IOException {
    Diagnosis diagnosis = Doctor.examine(disk, MemberDir.of(directory));
    for (Complaint complaint : diagnosis.complaints()) {
      assertThat(complaint.message()).isNotBlank().doesNotContain("Exception");
    }
    return diagnosis;
  }

  private List<Cause> causes(Path directory) throws IOException {
    return examine(directory).complaints().stream().map(Complaint::cause).toList();
  }

  private void requireDamage(Path directory, Cause cause) throws IOException {
    Diagnosis diagnosis = examine(directory);
    assertThat(diagnosis.verdict()).as("%s", diagnosis).isEqualTo(Verdict.DAMAGED);
    assertThat(diagnosis.complaints())
        .anySatisfy(
            complaint -> {
              assertThat(complaint.cause()).isEqualTo(cause);
              assertThat(complaint.severity()).isEqualTo(Complaint.Severity.DAMAGE);
              assertThat(complaint.next()).isPresent();
            });
  }

  private void put(Path directory, EtcdBucket bucket, Bytes key, Bytes value) throws IOException {
    Path file = MemberDir.of(directory).db();
    try (Db db = Db.open(disk, file, DbOptions.existing());
        WriteTx tx = db.begin()) {
      tx.requireBucket(bucket.bytes()).put(key.segment(), value.segment());
      tx.commit();
    }
  }

  private static void overwrite(Path file, long offset, byte... bytes) throws IOException {
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.seek(offset);
      out.write(bytes);
    }
  }

  @Test
  void whatEtcdWroteIsHealthy() throws IOException {
    for (String fixture : List.of("v34-single", "v34-segments", "v36-restored/m1")) {
      Diagnosis diagnosis = examine(member(fixture));
      assertThat(diagnosis.verdict()).as("%s", diagnosis).isEqualTo(Verdict.HEALTHY);
      assertThat(diagnosis.complaints())
          .allMatch(complaint -> complaint.severity() == Complaint.Severity.NOTE);
    }
  }

  @Test
  void writesThatWaitInTheLogAreNamedWithWhatKeepsThem() throws IOException {
    Diagnosis diagnosis = examine(member("v34-dirty"));
    assertThat(diagnosis.verdict()).isEqualTo(Verdict.HEALTHY);
    assertThat(diagnosis.complaints())
        .anySatisfy(
            complaint -> {
              assertThat(complaint.cause()).isEqualTo(Cause.WAL_AHEAD_OF_DB);
              assertThat(complaint.severity()).isEqualTo(Complaint.Severity.WARNING);
              assertThat(complaint.message()).contains("entry 10");
              assertThat(complaint.next().orElseThrow()).contains("fireweed salvage");
            });
  }

  @Test
  void aDirectoryRestoredBy34IsToldApart() throws IOException {
    assertThat(causes(member("v34-restored/m1"))).containsExactly(Cause.RESTORED_BY_3_4);
  }

  @Test
  void aMissingOrMisplacedDbIsTold() throws IOException {
    Path directory = member("v34-single");
    Path db = MemberDir.of(directory).db();
    Files.move(db, directory.resolve("db"));
    requireDamage(directory, Cause.DB_MISSING);
    requireDamage(directory, Cause.DB_MISPLACED);
  }

  @Test
  void aSnapshotCopiedByHandIsTold() throws IOException {
    Path directory = member("v34-single");
    Path db = MemberDir.of(directory).db();
    Files.delete(db);
    Fixtures.copyFile("v34-snapshot.db", db);
    requireDamage(directory, Cause.DB_IS_SNAPSHOT);
  }

  @Test
  void aDamagedDbIsToldWithTheStateThatIsLeft() throws IOException {
    Path directory = member("v34-single");
    Path db = MemberDir.of(directory).db();
    overwrite(db, 16, new byte[64]);
    assertThat(causes(directory)).contains(Cause.DB_OLDER_META);
    overwrite(db, 4096 + 16, new byte[64]);
    requireDamage(directory, Cause.DB_DAMAGED);
    Files.write(db, new byte[0]);
    requireDamage(directory, Cause.DB_DAMAGED);
    Files.delete(db);
    Files.createDirectory(db);
    requireDamage(directory, Cause.WRONG_KIND);
  }

  @Test
  void aDamagedLogIsToldByWhatEtcdWouldDo() throws IOException {
    Path directory = member("v34-single");
    Path wal = directory.resolve(WAL);
    try (RandomAccessFile file = new RandomAccessFile(wal.toFile(), "rw")) {
      file.setLength(7876);
    }
    Diagnosis torn = examine(directory);
    assertThat(torn.verdict()).isEqualTo(Verdict.IMPAIRED);
    assertThat(torn.complaints()).anyMatch(c -> c.cause() == Cause.WAL_TORN);
    overwrite(wal, 4096, new byte[512]);
    requireDamage(directory, Cause.WAL_DAMAGED);
    Files.write(wal, new byte[0]);
    requireDamage(directory, Cause.WAL_MISSING);
    disk.deleteTree(directory.resolve("member/wal"));
    requireDamage(directory, Cause.WAL_MISSING);
  }

  @Test
  void aDbAheadOfItsLogSwallowsWrites() throws IOException {
    Path directory = member("v34-single");
    try (RandomAccessFile file = new RandomAccessFile(directory.resolve(WAL).toFile(), "rw")) {
      file.setLength(LAST_ENTRY_RECORD);
    }
    requireDamage(directory, Cause.WAL_BEHIND_DB);
    assertThat(examine(directory).complaints())
        .anyMatch(complaint -> complaint.message().contains("swallows the next"));
  }

  @Test
  void aDbBehindItsRaftSnapshotNeedsTheReceivedOne() throws IOException {
    Path directory = member("v34-segments");
    Bytes index = MetaRows.encodeNumber(50);
    put(directory, EtcdBucket.META, MetaKey.CONSISTENT_INDEX.bytes(), index);
    requireDamage(directory, Cause.RECEIVED_DB_MISSING);
    MemberDir place = MemberDir.of(directory);
    Files.copy(place.db(), place.receivedDb(63));
    assertThat(causes(directory))
        .contains(Cause.RECEIVED_DB_WAITING)
        .doesNotContain(Cause.RECEIVED_DB_MISSING);
  }

  @Test
  void aLogWithoutItsSnapshotFileIsToldIfItCannotStart() throws IOException {
    Path directory = member("v34-segments");
    Path snapshots = MemberDir.of(directory).snapDir();
    Files.delete(snapshots.resolve("0000000000000002-000000000000003f.snap"));
    assertThat(causes(directory)).contains(Cause.SNAP_MISSING);
    Files.delete(snapshots.resolve("0000000000000002-000000000000002a.snap"));
    Files.delete(snapshots.resolve("0000000000000002-0000000000000015.snap"));
    Files.delete(directory.resolve(WAL));
    requireDamage(directory, Cause.WAL_GAP);
  }

  @Test
  void alarmsZombiesAndVersionsAreTold() throws IOException {
    Path directory = member("v34-single");
    AlarmRow own = new AlarmRow(OWNER, AlarmRow.Type.NOSPACE);
    AlarmRow foreign = new AlarmRow(new MemberId(7), AlarmRow.Type.CORRUPT);
    put(directory, EtcdBucket.ALARM, own.key(), own.value());
    put(directory, EtcdBucket.ALARM, foreign.key(), foreign.value());
    put(directory, EtcdBucket.MEMBERS_REMOVED, OWNER.key(), Bytes.ofUtf8("removed"));
    put(directory, EtcdBucket.CLUSTER, ClusterKey.CLUSTER_VERSION.bytes(), Bytes.ofUtf8("3.8.0"));
    assertThat(causes(directory))
        .contains(Cause.ALARM, Cause.FOREIGN_ALARM, Cause.ZOMBIE_MEMBER, Cause.VERSION_TOO_NEW);
  }

  @Test
  void leftoversAndModesAreTold() throws IOException {
    Path directory = member("v34-single");
    Path snapshots = MemberDir.of(directory).snapDir();
    Files.write(snapshots.resolve("db.tmp.123"), new byte[1]);
    Files.write(snapshots.resolve("tmp77"), new byte[1]);
    Files.write(snapshots.resolve("0000000000000001-0000000000000003.snap"), new byte[3]);
    Files.write(directory.resolve(WAL + ".broken"), new byte[1]);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Diagnosis diagnosis = examine(directory);
    assertThat(diagnosis.verdict()).isEqualTo(Verdict.IMPAIRED);
    assertThat(diagnosis.complaints().stream().map(Complaint::cause))
        .contains(Cause.LEFTOVER, Cause.OPEN_MODE, Cause.SNAP_DAMAGED);
  }

  @Test
  void aDirectoryInUseIsNotLookedInto() throws IOException {
    Path directory = member("v34-single");
    try (DiskFile held = disk.openWrite(MemberDir.of(directory).db())) {
      held.lock(LockMode.EXCLUSIVE);
      Diagnosis diagnosis = examine(directory);
      assertThat(diagnosis.verdict()).isEqualTo(Verdict.IN_USE);
      assertThat(diagnosis.complaints()).hasSize(1);
    }
  }

  @Test
  void whatIsNoDataDirectoryIsNamed() throws IOException {
    Path directory = member("v34-single");
    for (Path wrong :
        List.of(
            scratch.resolve("none"),
            directory.resolve("member"),
            directory.resolve(WAL),
            directory.resolve("member/snap"))) {
      assertThatThrownBy(() -> Doctor.examine(disk, MemberDir.of(wrong)))
          .isInstanceOf(NotFoundException.class)
          .hasMessageContaining("expected the data directory of a member");
    }
  }
}
