package io.fireweed.it.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.fixtures.ClusterPlan;
import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.Eventually;
import io.fireweed.fixtures.RealEtcd;
import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.schema.EtcdRelease;
import io.fireweed.format.wal.EntryCursor;
import io.fireweed.format.wal.SnapshotPoint;
import io.fireweed.format.wal.StrictWal;
import io.fireweed.format.wal.WalContents;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.ProtoWriter;
import io.fireweed.raft.Config;
import io.fireweed.raft.Limits;
import io.fireweed.raft.Node;
import io.fireweed.raft.ReadMode;
import io.fireweed.raft.Ready;
import io.fireweed.raft.StepOutcome;
import io.fireweed.raft.trace.Trace;
import io.fireweed.recovery.Progress;
import io.fireweed.recovery.restore.MembersFile;
import io.fireweed.recovery.restore.Proof;
import io.fireweed.recovery.restore.Restore;
import io.fireweed.recovery.restore.RestoreOutcome;
import io.fireweed.recovery.restore.RestorePlan;
import io.fireweed.server.log.DurableLog;
import io.fireweed.server.log.LogOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A directory goes from a restore to our log, to etcd, and back; the durable mark goes with it.
class DurableLogIT {
  private static final int PUTS = 40;

  private final Disk disk = new LocalDisk();

  @TempDir Path temporary;

  @ParameterizedTest
  @CsvSource({"3.4, V3_4", "3.5, V3_5"})
  void etcdServesWhatOurLogAddedAndWeGoOnBehindAKilledEtcd(String version, EtcdRelease release)
      throws Exception {
    EtcdPrograms programs = EtcdPrograms.assume(version);
    ClusterPlan plan = ClusterPlan.of(1);
    Path snapshot = snapshot(programs);
    restore(snapshot, plan, release);
    Path dataDir = temporary.resolve("m1");
    MemberDir member = MemberDir.of(dataDir);
    put(member, "ours", plan);

    try (RealEtcd etcd = RealEtcd.start(programs, plan, dataDir, "--snapshot-count=20")) {
      assertThat(value(etcd, "before")).isEqualTo("snapshot");
      for (int i = 0; i < PUTS; i++) {
        assertThat(value(etcd, "ours/" + i)).isEqualTo("value " + i);
        etcd.etcdctl("put", "theirs/" + i, "value " + i).requireSuccess();
      }
      assertThatThrownBy(() -> DurableLog.open(disk, member, LogOptions.DEFAULT))
          .isInstanceOf(RefusedException.class);
      etcd.kill();
    }

    assertAgreesWithStrictReading(member);
    put(member, "again", plan);
    try (RealEtcd etcd = RealEtcd.start(programs, plan, dataDir)) {
      for (int i = 0; i < PUTS; i++) {
        assertThat(value(etcd, "theirs/" + i)).isEqualTo("value " + i);
        assertThat(value(etcd, "again/" + i)).isEqualTo("value " + i);
      }
      etcd.etcdctl("put", "end", "of it").requireSuccess();
    }

    put(member, "forced", plan);
    try (RealEtcd etcd = RealEtcd.start(programs, plan, dataDir, "--force-new-cluster")) {
      assertThat(value(etcd, "end")).isEqualTo("of it");
      etcd.etcdctl("put", "alone", "now").requireSuccess();
      etcd.kill();
    }
    put(member, "last", plan);
    assertThat(disk.exists(member.durableMark())).isTrue();
  }

  /// Opens the log, and while it is open etcd must not; then proposes puts as its only voter.
  private void put(MemberDir member, String prefix, ClusterPlan plan) throws IOException {
    try (DurableLog log = DurableLog.open(disk, member, LogOptions.DEFAULT).log()) {
      refuses(member, plan);
      Config config =
          new Config(log.metadata().nodeId(), 10, 1, 0, Limits.NONE, ReadMode.SAFE, Set.of());
      Node node = new Node(config, log, bound -> 0, Trace.SILENT);
      settle(node, log);
      node.campaign();
      settle(node, log);
      for (int i = 0; i < PUTS; i++) {
        Bytes request = request(1000 + i, prefix + "/" + i, "value " + i);
        assertThat(node.propose(request)).isEqualTo(StepOutcome.DONE);
        settle(node, log);
      }
      assertThat(node.status().applied()).isEqualTo(log.lastIndex());
    }
  }

  private void refuses(MemberDir member, ClusterPlan plan) {
    EtcdPrograms programs = EtcdPrograms.assumeAny().getFirst();
    try (RealEtcd etcd =
        RealEtcd.launch(programs, plan, plan.members().getFirst(), member.dataDir(), List.of())) {
      Eventually.within(
          Duration.ofSeconds(30),
          () -> "etcd refuses a locked log\n" + etcd.logText(),
          () -> !etcd.isAlive());
      assertThat(etcd.logText()).contains("locked");
    }
  }

  private static void settle(Node node, DurableLog log) throws IOException {
    while (node.isReady()) {
      Ready ready = node.ready();
      log.append(ready);
      for (Entry entry : ready.committedEntries()) {
        if (entry.type() != EntryType.NORMAL) {
          node.applyChange(entry);
        }
      }
      node.advance();
    }
  }

  /// An `InternalRaftRequest` with a put.
  private static Bytes request(long id, String key, String value) {
    ProtoWriter put = new ProtoWriter().bytes(1, Bytes.ofUtf8(key)).bytes(2, Bytes.ofUtf8(value));
    return new ProtoWriter()
        .message(4, put)
        .message(100, new ProtoWriter().varint(1, id))
        .toBytes();
  }

  private void assertAgreesWithStrictReading(MemberDir member) throws IOException {
    try (DurableLog log = DurableLog.open(disk, member, LogOptions.DEFAULT).log()) {
      var snapshot = log.snapshot().orElseThrow();
      assertThat(snapshot.index()).isGreaterThan(20);
      WalContents contents =
          StrictWal.read(disk, member.walDir(), SnapshotPoint.of(snapshot.index(), snapshot.term()))
              .contents();
      List<Entry> entries = new ArrayList<>();
      try (EntryCursor cursor = contents.entries(disk)) {
        while (cursor.next()) {
          entries.add(cursor.entry());
        }
      }
      assertThat(log.lastIndex()).isEqualTo(contents.lastIndex());
      assertThat(log.entries(log.firstIndex(), log.lastIndex() + 1, Long.MAX_VALUE))
          .isEqualTo(entries);
      assertThat(contents.hardState()).contains(log.hardState());
    }
  }

  private Path snapshot(EtcdPrograms programs) {
    Path snapshot = temporary.resolve("snapshot.db");
    try (RealEtcd etcd = RealEtcd.start(programs, temporary.resolve("source"))) {
      etcd.etcdctl("put", "before", "snapshot").requireSuccess();
      etcd.etcdctl("snapshot", "save", snapshot.toString()).requireSuccess();
    }
    return snapshot;
  }

  private void restore(Path snapshot, ClusterPlan plan, EtcdRelease release) throws IOException {
    MembersFile members = MembersFile.ofPairs(plan.initialCluster(), plan.token());
    RestoreOutcome outcome =
        new Restore(disk, Progress.NONE)
            .execute(
                RestorePlan.ofAll(snapshot, members, temporary, Proof.DIGEST).withRelease(release));
    assertThat(outcome).isInstanceOf(RestoreOutcome.Restored.class);
  }

  private static String value(RealEtcd etcd, String key) {
    return etcd.etcdctl("get", key, "--print-value-only").requireSuccess().out().strip();
  }
}
