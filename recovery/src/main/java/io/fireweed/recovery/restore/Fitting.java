package io.fireweed.recovery.restore;

import io.fireweed.format.bbolt.WriteBucket;
import io.fireweed.format.bbolt.WriteCursor;
import io.fireweed.format.bbolt.WriteTx;
import io.fireweed.format.schema.AlarmRow;
import io.fireweed.format.schema.ClusterKey;
import io.fireweed.format.schema.DowngradeRow;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.EtcdRelease;
import io.fireweed.format.schema.EtcdVersion;
import io.fireweed.format.schema.MemberId;
import io.fireweed.format.schema.MetaKey;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Rows that a snapshot carries over and the new cluster may stumble over: reported, and changed
/// when the plan names the release to fit.
///
/// | row | trouble | fit |
/// |---|---|---|
/// | `alarm` of a member that is gone | stops all writes | removed |
/// | `cluster/clusterVersion` above the release | 3.6 and 3.7 panic at start | lowered |
/// | `cluster/downgrade`, enabled | goes on in the new cluster | removed |
/// | `meta/storageVersion` above it | 3.6 and 3.7 do not start | lowered; before 3.6 removed |
/// | `meta/term`, `meta/confState` | unknown to 3.4 | removed for 3.4 |
///
/// Source: etcd 3.4.23, 3.5.30, 3.6.14 and 3.7.1, started on such directories.
final class Fitting {
  private final String file;
  private final RestorePlan plan;
  private final List<Remark> remarks = new ArrayList<>();

  private Fitting(RestorePlan plan) {
    this.file = plan.source().toString();
    this.plan = plan;
  }

  static List<Remark> apply(WriteTx tx, RestorePlan plan) {
    Fitting fitting = new Fitting(plan);
    tx.findBucket(EtcdBucket.ALARM.bytes()).ifPresent(fitting::alarms);
    tx.findBucket(EtcdBucket.CLUSTER.bytes()).ifPresent(fitting::cluster);
    tx.findBucket(EtcdBucket.META.bytes()).ifPresent(fitting::storageVersion);
    return List.copyOf(fitting.remarks);
  }

  /// Rows that 3.4 does not know; called after the edit has written its own.
  static void removeNewerRows(WriteBucket meta, RestorePlan plan) {
    if (plan.fit().equals(Optional.of(EtcdRelease.V3_4))) {
      meta.delete(MetaKey.TERM.bytes());
      meta.delete(MetaKey.CONF_STATE.bytes());
    }
  }

  private void alarms(WriteBucket alarms) {
    Set<MemberId> members =
        plan.cluster().members().stream().map(NewMember::id).collect(Collectors.toSet());
    List<Bytes> foreign = new ArrayList<>();
    WriteCursor cursor = alarms.cursor();
    for (boolean found = cursor.first(); found; found = cursor.next()) {
      Bytes key = Bytes.of(cursor.key());
      AlarmRow row = AlarmRow.decode(cursor.key(), cursor.value(), origin("alarm"));
      if (!members.contains(row.memberId())) {
        foreign.add(key);
        remark(
            "alarm "
                + row.type()
                + " of member "
                + row.memberId()
                + ", which is not in the new"
                + " cluster, stops writes",
            "alarm " + row.type() + " of member " + row.memberId() + " removed");
      }
    }
    if (plan.fit().isPresent()) {
      foreign.forEach(alarms::delete);
    }
  }

  private void cluster(WriteBucket cluster) {
    Optional<EtcdVersion> version =
        version(cluster.find(ClusterKey.CLUSTER_VERSION.bytes()), "cluster version");
    if (version.isPresent() && isAbove(version.get())) {
      remark(
          "cluster version " + version.get() + startsOnlyOn(version.get()),
          "cluster version " + version.get() + " lowered to " + target());
      if (plan.fit().isPresent()) {
        cluster.put(ClusterKey.CLUSTER_VERSION.bytes(), target().encode());
      }
    }
    Optional<MemorySegment> row = cluster.find(ClusterKey.DOWNGRADE.bytes());
    if (row.isPresent()) {
      DowngradeRow downgrade = DowngradeRow.decode(row.get(), origin("downgrade"));
      if (downgrade.state() == DowngradeRow.State.ENABLED) {
        remark(
            "the downgrade to " + downgrade.targetVersion() + " goes on in the new cluster",
            "the downgrade to " + downgrade.targetVersion() + " removed");
        if (plan.fit().isPresent()) {
          cluster.delete(ClusterKey.DOWNGRADE.bytes());
        }
      }
    }
  }

  private void storageVersion(WriteBucket meta) {
    Optional<EtcdVersion> version =
        version(meta.find(MetaKey.STORAGE_VERSION.bytes()), "storage version");
    if (version.isEmpty() || !isAbove(version.get())) {
      return;
    }
    boolean keeps = plan.release().isAtLeast(EtcdRelease.V3_6);
    remark(
        "storage version " + version.get() + startsOnlyOn(version.get()),
        "storage version " + version.get() + (keeps ? " lowered to " + target() : " removed"));
    if (plan.fit().isPresent()) {
      if (keeps) {
        meta.put(MetaKey.STORAGE_VERSION.bytes(), target().encode());
      } else {
        meta.delete(MetaKey.STORAGE_VERSION.bytes());
      }
    }
  }

  private static String startsOnlyOn(EtcdVersion version) {
    return ": etcd from 3.6 on starts on it only if it is "
        + version.major()
        + "."
        + version.minor()
        + " or newer";
  }

  private EtcdVersion target() {
    return plan.release().version();
  }

  private boolean isAbove(EtcdVersion version) {
    return new EtcdVersion(version.major(), version.minor(), 0).compareTo(target()) > 0;
  }

  private Optional<EtcdVersion> version(Optional<MemorySegment> value, String what) {
    return value.map(bytes -> EtcdVersion.decode(bytes, what, origin(what)));
  }

  private void remark(String left, String changed) {
    remarks.add(
        plan.fit().isPresent()
            ? new Remark(Remark.Kind.CHANGED, changed)
            : new Remark(Remark.Kind.LEFT, left));
  }

  private Origin origin(String what) {
    return new Origin(file + ": " + what, 0);
  }
}
