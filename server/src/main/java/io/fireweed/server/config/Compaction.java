package io.fireweed.server.config;

import java.time.Duration;

/// How old revisions are let go.
///
/// @param retention what is kept
/// @param batchLimit revisions that one batch of a compaction deletes
/// @param sleepInterval the pause between two batches
public record Compaction(Retention retention, int batchLimit, Duration sleepInterval) {
  /// What a member keeps by itself.
  public sealed interface Retention permits Everything, LastRevisions, RecentPast {}

  /// Nothing is let go unless somebody asks.
  public record Everything() implements Retention {}

  /// The last `count` revisions; looked at every five minutes.
  public record LastRevisions(long count) implements Retention {}

  /// What was current in the last `period`.
  public record RecentPast(Duration period) implements Retention {}
}
