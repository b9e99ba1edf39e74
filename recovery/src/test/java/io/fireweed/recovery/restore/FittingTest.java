package io.fireweed.recovery.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.Fixtures;
import io.fireweed.format.bbolt.DbFile;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.schema.ClusterKey;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.EtcdRelease;
import io.fireweed.format.schema.MetaKey;
import io.fireweed.format.wire.Bytes;
import io.fireweed.recovery.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A db of 3.7 with an alarm, restored for other releases.
class FittingTest {
  private final Disk disk = new LocalDisk();

  @TempDir Path temporary;

  @Test
  void withoutAReleaseToFitEverythingStaysAndIsReported() throws IOException {
    RestoreReport report = restore(plan().withRelease(EtcdRelease.V3_5));
    assertThat(report.remarks()).hasSize(3).allMatch(r -> r.kind() == Remark.Kind.LEFT);
    assertThat(row(EtcdBucket.CLUSTER, ClusterKey.CLUSTER_VERSION.bytes())).contains("3.7.0");
    assertThat(row(EtcdBucket.META, MetaKey.STORAGE_VERSION.bytes())).contains("3.7.0");
    assertThat(rowCount(EtcdBucket.ALARM)).isEqualTo(1);
  }

  @Test
  void versionsAreLoweredTo36() throws IOException {
    RestoreReport report = restore(plan().fitting(EtcdRelease.V3_6));
    assertThat(report.remarks()).hasSize(3).allMatch(r -> r.kind() == Remark.Kind.CHANGED);
    assertThat(row(EtcdBucket.CLUSTER, ClusterKey.CLUSTER_VERSION.bytes())).contains("3.6.0");
    assertThat(row(EtcdBucket.META, MetaKey.STORAGE_VERSION.bytes())).contains("3.6.0");
    assertThat(rowCount(EtcdBucket.ALARM)).isZero();
  }

  @Test
  void aStorageVersionIsUnknownBefore36() throws IOException {
    restore(plan().fitting(EtcdRelease.V3_5));
    assertThat(row(EtcdBucket.META, MetaKey.STORAGE_VERSION.bytes())).isEmpty();
    assertThat(row(EtcdBucket.META, MetaKey.TERM.bytes())).isPresent();
  }

  @Test
  void aTermIsUnknownTo34() throws IOException {
    restore(plan().fitting(EtcdRelease.V3_4));
    assertThat(row(EtcdBucket.META, MetaKey.TERM.bytes())).isEmpty();
    assertThat(row(EtcdBucket.META, MetaKey.CONF_STATE.bytes())).isEmpty();
    assertThat(row(EtcdBucket.META, MetaKey.CONSISTENT_INDEX.bytes())).isPresent();
  }

  @Test
  void aReleaseThatOpensEverythingChangesOnlyTheAlarm() throws IOException {
    RestoreReport report = restore(plan().fitting(EtcdRelease.V3_7));
    assertThat(report.remarks())
        .extracting(Remark::text)
        .isEqualTo(List.of("alarm CORRUPT of member 10e908d3ae25c30c removed"));
  }

  private RestorePlan plan() {
    Path snapshot = Fixtures.copyFile("v37-auth/db", temporary.resolve("db"));
    return RestorePlan.ofOne(
        snapshot,
        new RestorePlan.OneMember("m1", "m1=http://h:1", "token", "http://h:1"),
        MemberDir.of(temporary.resolve("m1")),
        Proof.STRUCTURE,
        _ -> Optional.empty());
  }

  private RestoreReport restore(RestorePlan plan) throws IOException {
    RestoreOutcome outcome = new Restore(disk, Progress.NONE).execute(plan);
    assertThat(outcome).isInstanceOf(RestoreOutcome.Restored.class);
    return ((RestoreOutcome.Restored) outcome).report();
  }

  private Optional<String> row(EtcdBucket bucket, Bytes key) throws IOException {
    try (DbFile db = DbFile.open(disk, MemberDir.of(temporary.resolve("m1")).db());
        ReadTx tx = db.read()) {
      return tx.requireBucket(bucket.bytes()).find(key).map(value -> Bytes.of(value).toUtf8());
    }
  }

  private int rowCount(EtcdBucket bucket) throws IOException {
    try (DbFile db = DbFile.open(disk, MemberDir.of(temporary.resolve("m1")).db());
        ReadTx tx = db.read()) {
      int[] count = {0};
      tx.requireBucket(bucket.bytes()).forEachLeaf(page -> count[0] += page.count());
      return count[0];
    }
  }
}
