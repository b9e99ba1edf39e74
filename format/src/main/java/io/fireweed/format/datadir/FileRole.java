package io.fireweed.format.datadir;

/// What a file in a data directory is for.
///
/// | name | role |
/// |---|---|
/// | `member/snap/db` | `DB` |
/// | `member/snap/<16 hex>.snap.db` | `RECEIVED_DB` |
/// | `member/snap/<16 hex>-<16 hex>.snap` | `RAFT_SNAPSHOT` |
/// | `member/snap/tmp*` | `PARTIAL_DB` |
/// | `member/snap/db.tmp.*` | `UNFINISHED_DEFRAG` |
/// | `*.snap.broken`, `*.wal.broken` | `SET_ASIDE` |
/// | `member/wal/<16 hex>-<16 hex>.wal` | `WAL_SEGMENT` |
/// | `member/wal/0.tmp`, `1.tmp` | `WAL_PREALLOCATED` |
/// | `.touch` | `WRITE_PROBE` |
/// | `member/durable.mark` | `DURABLE_MARK` |
///
/// Source: data directories of etcd 3.4.23 to 3.7.1; the mark is our own member's, etcd ignores it.
public enum FileRole {
  /// The bbolt file with the keys.
  DB,
  /// A db received from the leader, not in use yet; without a checksum trailer.
  RECEIVED_DB,
  /// A `.snap` file.
  RAFT_SNAPSHOT,
  /// A db that was being received; deleted at the next start.
  PARTIAL_DB,
  /// A db that was being rewritten; deleted at the next start.
  UNFINISHED_DEFRAG,
  /// A file that a load or a repair put aside.
  SET_ASIDE,
  WAL_SEGMENT,
  /// The next WAL segment, not in use yet.
  WAL_PREALLOCATED,
  /// Left by a check whether the directory is writable.
  WRITE_PROBE,
  /// How far the log is durable at least, by our own member.
  DURABLE_MARK,
  /// The name of something that etcd keeps as a file, but it is a directory or a device.
  WRONG_KIND,
  /// Nothing that etcd wrote.
  FOREIGN
}
