package io.fireweed.server.metrics;

/// Keys, revisions, watchers and the size of the db.
///
/// @param puts seen
/// @param deletes seen
/// @param ranges seen
/// @param txns seen
/// @param putBytes keys and values of all puts
/// @param hash seconds of hashing everything
/// @param hashRev seconds of hashing one revision
/// @param dbTotalBytes the size of the file
/// @param dbInUseBytes the part that is not free
/// @param dbOpenReads read transactions
/// @param currentRevision of the store
/// @param compactRevision of the store, -1 before the first compaction
/// @param keys that are alive
/// @param watchStreams open
/// @param watchers all
/// @param slowWatchers that lag behind
/// @param pendingEvents to be sent
/// @param events sent
/// @param compactedKeys rows deleted by compactions
/// @param lastCompaction seconds since 1970
/// @param compactionPause milliseconds
/// @param compactionTotal milliseconds
/// @param indexCompactionPause milliseconds
public record MvccMetrics(
    Counter puts,
    Counter deletes,
    Counter ranges,
    Counter txns,
    Gauge putBytes,
    Histogram hash,
    Histogram hashRev,
    Gauge dbTotalBytes,
    Gauge dbInUseBytes,
    Gauge dbOpenReads,
    Gauge currentRevision,
    Gauge compactRevision,
    Gauge keys,
    Gauge watchStreams,
    Gauge watchers,
    Gauge slowWatchers,
    Gauge pendingEvents,
    Gauge events,
    Counter compactedKeys,
    Gauge lastCompaction,
    Histogram compactionPause,
    Histogram compactionTotal,
    Histogram indexCompactionPause) {
  private static final String DEBUGGING = "etcd_debugging_mvcc_";

  static MvccMetrics in(Registry registry) {
    Counter ranges = registry.counter("etcd_mvcc_range_total", "Ranges seen.");
    registry.followedCounter(DEBUGGING + "range_total", "Ranges seen.").follow(ranges::count);
    Gauge compactRevision =
        registry.gauge(DEBUGGING + "compact_revision", "The revision of the last compaction.");
    compactRevision.set(-1);
    return new MvccMetrics(
        registry.counter("etcd_mvcc_put_total", "Puts seen."),
        registry.counter("etcd_mvcc_delete_total", "Deletions seen."),
        ranges,
        registry.counter("etcd_mvcc_txn_total", "Transactions seen."),
        registry.gauge(DEBUGGING + "total_put_size_in_bytes", "Keys and values of all puts."),
        registry.histogram(
            "etcd_mvcc_hash_duration_seconds",
            "How long it takes to hash everything.",
            Buckets.from(0.01, 15)),
        registry.histogram(
            "etcd_mvcc_hash_rev_duration_seconds",
            "How long it takes to hash a revision.",
            Buckets.from(0.01, 15)),
        registry.gauge("etcd_mvcc_db_total_size_in_bytes", "The size of the db file."),
        registry.gauge("etcd_mvcc_db_total_size_in_use_in_bytes", "What of it is in use."),
        registry.gauge("etcd_mvcc_db_open_read_transactions", "Open read transactions."),
        registry.gauge(DEBUGGING + "current_revision", "The current revision."),
        compactRevision,
        registry.gauge(DEBUGGING + "keys_total", "Keys that are alive."),
        registry.gauge(DEBUGGING + "watch_stream_total", "Open watch streams."),
        registry.gauge(DEBUGGING + "watcher_total", "Watchers."),
        registry.gauge(DEBUGGING + "slow_watcher_total", "Watchers that lag behind."),
        registry.gauge(DEBUGGING + "pending_events_total", "Events still to be sent."),
        registry.followedCounter(DEBUGGING + "events_total", "Events sent."),
        registry.counter(DEBUGGING + "db_compaction_keys_total", "Rows compacted."),
        registry.gauge(
            DEBUGGING + "db_compaction_last", "When the last compaction was, 0 since the start."),
        registry.histogram(
            DEBUGGING + "db_compaction_pause_duration_milliseconds",
            "How long a compaction holds up others.",
            Buckets.from(1, 13)),
        registry.histogram(
            DEBUGGING + "db_compaction_total_duration_milliseconds",
            "How long a compaction takes.",
            Buckets.from(100, 14)),
        registry.histogram(
            DEBUGGING + "index_compaction_pause_duration_milliseconds",
            "How long a compaction of the index holds up others.",
            Buckets.from(0.5, 14)));
  }
}
