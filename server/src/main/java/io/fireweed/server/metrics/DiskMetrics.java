package io.fireweed.server.metrics;

/// The log, the db and snapshots on disk.
///
/// @param walFsync seconds
/// @param walWrite seconds
/// @param walWriteBytes since start
/// @param commit seconds of a batch into the db
/// @param commitRebalance its part
/// @param commitSpill its part
/// @param commitWrite its part
/// @param backendSnapshot seconds of sending a whole db
/// @param defrag seconds
/// @param defragInflight 1 while it runs
/// @param snapFsync seconds for a file of a raft snapshot
/// @param snapSave seconds for the same, all of it
/// @param snapMarshalling seconds for its encoding
/// @param snapDbFsync seconds for a received db
/// @param snapDbSave seconds for the same, all of it
public record DiskMetrics(
    Histogram walFsync,
    Histogram walWrite,
    Gauge walWriteBytes,
    Histogram commit,
    Histogram commitRebalance,
    Histogram commitSpill,
    Histogram commitWrite,
    Histogram backendSnapshot,
    Histogram defrag,
    Gauge defragInflight,
    Histogram snapFsync,
    Histogram snapSave,
    Histogram snapMarshalling,
    Histogram snapDbFsync,
    Histogram snapDbSave) {
  static DiskMetrics in(Registry registry) {
    double[] disk = Buckets.disk();
    return new DiskMetrics(
        registry.histogram(
            "etcd_disk_wal_fsync_duration_seconds", "How long syncs of the log take.", disk),
        registry.histogram(
            "etcd_disk_wal_write_duration_seconds", "How long writes to the log take.", disk),
        registry.gauge("etcd_disk_wal_write_bytes_total", "Bytes written to the log."),
        registry.histogram(
            "etcd_disk_backend_commit_duration_seconds", "How long commits of the db take.", disk),
        registry.histogram(
            "etcd_debugging_disk_backend_commit_rebalance_duration_seconds",
            "How long a commit merges pages.",
            disk),
        registry.histogram(
            "etcd_debugging_disk_backend_commit_spill_duration_seconds",
            "How long a commit splits pages.",
            disk),
        registry.histogram(
            "etcd_debugging_disk_backend_commit_write_duration_seconds",
            "How long a commit writes pages.",
            disk),
        registry.histogram(
            "etcd_disk_backend_snapshot_duration_seconds",
            "How long a copy of the db takes to be sent.",
            Buckets.from(0.01, 17)),
        registry.histogram(
            "etcd_disk_backend_defrag_duration_seconds",
            "How long defragmentation takes.",
            Buckets.from(0.1, 13)),
        registry.gauge("etcd_disk_defrag_inflight", "1 while a defragmentation runs."),
        registry.histogram(
            "etcd_snap_fsync_duration_seconds", "How long syncs of snapshot files take.", disk),
        registry.histogram(
            "etcd_debugging_snap_save_total_duration_seconds",
            "How long it takes to save a snapshot file.",
            disk),
        registry.histogram(
            "etcd_debugging_snap_save_marshalling_duration_seconds",
            "How long it takes to encode a snapshot file.",
            disk),
        registry.histogram(
            "etcd_snap_db_fsync_duration_seconds", "How long syncs of received dbs take.", disk),
        registry.histogram(
            "etcd_snap_db_save_total_duration_seconds",
            "How long it takes to save a received db.",
            Buckets.from(0.1, 10)));
  }
}
