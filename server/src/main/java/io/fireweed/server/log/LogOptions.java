package io.fireweed.server.log;

import io.fireweed.format.raftlog.Dialect;
import io.fireweed.format.wal.WalWriter;

/// How a member keeps its log.
///
/// @param dialect of the records that are written; all are read
/// @param segmentBytes size at which a segment is cut, at least 1
/// @param catchUpEntries entries before a snapshot that stay in memory for slow members, etcd's
///     `--experimental-snapshot-catchup-entries`
/// @param keptSnapshots `.snap` files that a purge leaves, at least 1: `--max-snapshots`
/// @param keptSegments segments that a purge leaves, at least 1: `--max-wals`
public record LogOptions(
    Dialect dialect, long segmentBytes, long catchUpEntries, int keptSnapshots, int keptSegments) {
  /// As etcd does by default.
  public static final LogOptions DEFAULT =
      new LogOptions(Dialect.EXPLICIT_ZEROS, WalWriter.SEGMENT_BYTES, 5000, 5, 5);

  public LogOptions {
    if (segmentBytes < 1 || catchUpEntries < 0 || keptSnapshots < 1 || keptSegments < 1) {
      throw new IllegalArgumentException("a log must keep something: limits expected positive");
    }
  }
}
