package io.fireweed.server.config;

import java.time.Duration;

/// The db and its files.
///
/// @param quotaBytes as it was set: 0 asks for the default, less than 0 for none
/// @param freelist how free pages are looked up; told apart for etcd's sake
/// @param batchInterval the longest time that applied changes wait for a commit
/// @param batchLimit the most changes that wait for a commit
/// @param defragThresholdMegabytes free space from which a starting member rewrites its db, 0:
/// never
/// @param lockMemory whether the db's pages are to stay in memory
/// @param fsync whether writes are made durable: what acknowledging means
public record BackendTuning(
    long quotaBytes,
    Freelist freelist,
    Duration batchInterval,
    int batchLimit,
    int defragThresholdMegabytes,
    boolean lockMemory,
    Fsync fsync) {
  private static final long DEFAULT_QUOTA_BYTES = 2L << 30;

  /// How free pages are looked up.
  public enum Freelist {
    MAP,
    ARRAY
  }

  /// Whether writes are made durable.
  public enum Fsync {
    ALWAYS,
    /// `--unsafe-no-fsync`: a power cut loses what was acknowledged.
    NEVER
  }

  /// {@return the largest size of the db in bytes; [Long#MAX_VALUE] if there is no quota}
  public long effectiveQuotaBytes() {
    if (quotaBytes < 0) {
      return Long.MAX_VALUE;
    }
    return quotaBytes == 0 ? DEFAULT_QUOTA_BYTES : quotaBytes;
  }
}
