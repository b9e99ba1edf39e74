package io.fireweed.recovery.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.Fixtures;
import io.fireweed.format.bbolt.Bucket;
import io.fireweed.format.bbolt.Checker;
import io.fireweed.format.bbolt.Cursor;
import io.fireweed.format.bbolt.DbFile;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.schema.EtcdRelease;
import io.fireweed.format.schema.hash.StatusHash;
import io.fireweed.format.wire.Bytes;
import io.fireweed.recovery.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Restored directories against those that the restore tools of four releases made.
class RestoreGoldenTest {
  private static final String WAL = "0000000000000000-0000000000000000.wal";
  private static final String SNAP = "0000000000000001-0000000000000003.snap";
  private static final String THREE =
      "m1=http://127.0.0.1:2380,m2=http://127.0.0.1:2480,m3=http://127.0.0.1:2580";
  private static final long RESTORED_HASH = 4123435083L;
  private static final long BUMPED_HASH = 2477487753L;

  private final Disk disk = new LocalDisk();

  @TempDir Path temporary;

  private Path snapshot = Path.of("");

  @BeforeEach
  void expandSnapshot() {
    snapshot = Fixtures.copyFile("v34-snapshot.db", temporary.resolve("snapshot.db"));
  }

  @ParameterizedTest
  @CsvSource({"V3_5, v35-restored", "V3_6, v36-restored", "V3_7, v37-restored"})
  void oneMemberEqualsThatOfTheRelease(EtcdRelease release, String fixture) throws IOException {
    MemberDir restored = MemberDir.of(temporary.resolve("m1"));
    RestoreReport report = restore(plan(THREE, restored).withRelease(release));

    Path golden = Fixtures.copyTree(fixture + "/m1", temporary.resolve("golden"));
    MemberDir expected = MemberDir.of(golden);
    assertThat(Files.mismatch(restored.walDir().resolve(WAL), expected.walDir().resolve(WAL)))
        .isEqualTo(-1);
    assertThat(rows(restored.db())).isEqualTo(rows(expected.db()));
    assertThat(status(restored.db()).unsignedHash()).isEqualTo(RESTORED_HASH);
    assertThat(report.snapshotRevision()).isEqualTo(14);
    assertThat(report.revision()).isEqualTo(14);
    boolean reproducible = !release.isAtLeast(EtcdRelease.V3_6);
    if (reproducible) {
      assertThat(Files.mismatch(restored.snapDir().resolve(SNAP), expected.snapDir().resolve(SNAP)))
          .isEqualTo(-1);
    }
    assertThat(files(restored.dataDir())).isEqualTo(files(golden));
  }

  @Test
  void theLogOf34EqualsThatOf34() throws IOException {
    MemberDir restored = MemberDir.of(temporary.resolve("m1"));
    restore(plan(THREE, restored).withRelease(EtcdRelease.V3_4));
    Path golden =
        Fixtures.copyFile("v34-restored/m1/member/wal/" + WAL, temporary.resolve("golden"));
    assertThat(Files.mismatch(restored.walDir().resolve(WAL), golden)).isEqualTo(-1);
  }

  @Test
  void aBumpedStoreEqualsThatOfTheRelease() throws IOException {
    MemberDir restored = MemberDir.of(temporary.resolve("m1"));
    RestoreReport report =
        restore(plan("m1=http://127.0.0.1:2380", restored).withBump(new Bump.By(1_000_000)));
    assertThat(report.revision()).isEqualTo(1_000_014);
    assertThat(status(restored.db()).unsignedHash()).isEqualTo(BUMPED_HASH);
    Path golden = Fixtures.copyFile("v35-bump/db", temporary.resolve("golden"));
    assertThat(rows(restored.db())).isEqualTo(rows(golden));
  }

  @Test
  void allMembersOfOnePlanEqualThoseOfOneEach() throws IOException {
    MembersFile members = MembersFile.ofPairs(THREE, MembersFile.DEFAULT_TOKEN);
    Path all = temporary.resolve("all");
    restore(RestorePlan.ofAll(snapshot, members, all, Proof.DIGEST).withRelease(EtcdRelease.V3_4));
    for (String name : new String[] {"m1", "m2", "m3"}) {
      MemberDir member = MemberDir.of(all.resolve(name));
      Path golden =
          Fixtures.copyFile(
              "v34-restored/" + name + "/member/wal/" + WAL, temporary.resolve("wal-" + name));
      assertThat(Files.mismatch(member.walDir().resolve(WAL), golden)).isEqualTo(-1);
      assertThat(status(member.db()).unsignedHash()).isEqualTo(RESTORED_HASH);
      assertThat(Files.mismatch(member.db(), MemberDir.of(all.resolve("m1")).db())).isEqualTo(-1);
    }
  }

  @Test
  void onlyTheOwnerMayReadWhatWasRestored() throws IOException {
    MemberDir restored = MemberDir.of(temporary.resolve("m1"));
    restore(plan(THREE, restored));
    assertThat(Files.getPosixFilePermissions(restored.dataDir()))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    assertThat(Files.getPosixFilePermissions(restored.db()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  private RestorePlan plan(String initialCluster, MemberDir places) {
    return RestorePlan.ofOne(
        snapshot,
        new RestorePlan.OneMember("m1", initialCluster, "etcd-cluster", "http://127.0.0.1:2380"),
        places,
        Proof.DIGEST,
        _ -> Optional.empty());
  }

  private RestoreReport restore(RestorePlan plan) throws IOException {
    RestoreOutcome outcome = new Restore(disk, Progress.NONE).execute(plan);
    assertThat(outcome).isInstanceOf(RestoreOutcome.Restored.class);
    return ((RestoreOutcome.Restored) outcome).report();
  }

  private StatusHash status(Path db) throws IOException {
    try (DbFile file = DbFile.open(disk, db);
        ReadTx tx = file.read()) {
      assertThat(Checker.check(tx).findings()).isEmpty();
      return StatusHash.compute(tx);
    }
  }

  private Map<String, Map<Bytes, Bytes>> rows(Path db) throws IOException {
    Map<String, Map<Bytes, Bytes>> all = new TreeMap<>();
    try (DbFile file = DbFile.open(disk, db);
        ReadTx tx = file.read()) {
      for (Bytes name : tx.bucketNames()) {
        Bucket bucket = tx.requireBucket(name);
        Map<Bytes, Bytes> rows = new TreeMap<>();
        Cursor cursor = bucket.cursor();
        while (cursor.next()) {
          rows.put(Bytes.of(cursor.key()), Bytes.of(cursor.value()));
        }
        all.put(name.toUtf8(), rows);
      }
    }
    return all;
  }

  private static java.util.List<String> files(Path root) throws IOException {
    try (var walk = Files.walk(root)) {
      return walk.map(path -> root.relativize(path).toString()).sorted().toList();
    }
  }
}
