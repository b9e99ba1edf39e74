package io.fireweed.recovery.salvage;

import io.fireweed.api.log.LogRequest;
import io.fireweed.api.rpc.InternalRaftRequest;
import io.fireweed.api.rpc.Request;
import io.fireweed.format.bbolt.Bucket;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.schema.ClusterKey;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.EtcdRelease;
import io.fireweed.format.schema.EtcdVersion;
import io.fireweed.format.schema.MetaRows;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// Finds out which etcd wrote a db or a log. Files name the minor release only.
///
/// Where the release had patches that apply entries differently, the newest patch is assumed: its
/// rules lead to the same HashKV, and keep at most a tombstone more.
///
/// Source: etcd 3.4.23, 3.5.30: a v2 PUT of `/0/version`; 3.6.14, 3.7.1: request 1300.
final class LogVersion {
  /// Patches from this on apply entries as the newest ones do.
  private static final int NEWEST_PATCH = 99;

  /// For logs that never say, such as one that ends before its first election.
  static final EtcdVersion ASSUMED = new EtcdVersion(3, 7, NEWEST_PATCH);

  private static final String V2_PATH = "/0/version";

  private LogVersion() {}

  /// {@return the version that a db speaks of, or nothing if it is empty}
  static Optional<EtcdVersion> ofDb(ReadTx tx) {
    Optional<EtcdVersion> cluster =
        tx.findBucket(EtcdBucket.CLUSTER.bytes()).flatMap(LogVersion::clusterVersion);
    Optional<EtcdVersion> schema = MetaRows.of(tx).schemaVersion();
    return newer(cluster, schema).map(LogVersion::newestPatch);
  }

  /// {@return the cluster version that an entry sets, if it does}
  static Optional<EtcdVersion> ofEntry(Entry entry) {
    if (entry.type() != EntryType.NORMAL || entry.data().isEmpty()) {
      return Optional.empty();
    }
    return text(entry.data()).flatMap(EtcdVersion::find).map(LogVersion::newestPatch);
  }

  private static Optional<String> text(Bytes data) {
    return switch (LogRequest.decode(data.toArray())) {
      case LogRequest.Current(InternalRaftRequest request) ->
          request.hasClusterVersionSet()
              ? Optional.of(request.getClusterVersionSet().getVer())
              : Optional.empty();
      case LogRequest.V2(Request request) -> text(request);
      case LogRequest.NoOp _, LogRequest.Unreadable _ -> Optional.empty();
    };
  }

  private static Optional<String> text(Request request) {
    return request.getMethod().equals("PUT") && request.getPath().equals(V2_PATH)
        ? Optional.of(request.getVal())
        : Optional.empty();
  }

  private static Optional<EtcdVersion> clusterVersion(Bucket cluster) {
    Optional<MemorySegment> row = cluster.find(ClusterKey.CLUSTER_VERSION.bytes());
    return row.map(
        value -> EtcdVersion.decode(value, "clusterVersion", new Origin("bucket cluster", 0)));
  }

  private static Optional<EtcdVersion> newer(
      Optional<EtcdVersion> one, Optional<EtcdVersion> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.isPresent() ? one : other;
    }
    return one.get().compareTo(other.get()) >= 0 ? one : other;
  }

  private static EtcdVersion newestPatch(EtcdVersion version) {
    return EtcdRelease.of(version).isPresent()
        ? new EtcdVersion(version.major(), version.minor(), NEWEST_PATCH)
        : version;
  }
}
