package io.fireweed.server.state;

import io.fireweed.format.bbolt.DbOptions.Durability;
import java.time.Duration;

/// How a [LiveState] commits and compacts.
///
/// @param batchInterval the longest time that applied changes wait for a commit
/// @param batchLimit the most changes that wait for a commit
/// @param compactionBatchLimit rows that a compaction deletes with one commit
/// @param compactionPause between two such commits
/// @param durability of the db; anything but [Durability#EACH_COMMIT] loses it in a power cut
public record StateOptions(
    Duration batchInterval,
    int batchLimit,
    int compactionBatchLimit,
    Duration compactionPause,
    Durability durability) {
  /// etcd's defaults.
  public static final StateOptions DEFAULT =
      new StateOptions(
          Duration.ofMillis(100), 10_000, 1000, Duration.ofMillis(10), Durability.EACH_COMMIT);

  public StateOptions {
    if (batchInterval.isNegative() || compactionPause.isNegative()) {
      throw new IllegalArgumentException("a negative time to wait");
    }
    if (batchLimit < 1 || compactionBatchLimit < 1) {
      throw new IllegalArgumentException("a batch of less than one");
    }
  }
}
