package io.fireweed.server.config;

import java.time.Duration;

/// The pace of consensus, and how much of its log is kept.
///
/// @param heartbeat one tick
/// @param election how long without a leader before an election
/// @param advanceFirstTicks whether a starting member skips most of its first election timeout
/// @param preVote whether a candidate asks first whether it could win
/// @param snapshotCount entries applied between two snapshots
/// @param catchUpEntries entries that stay in memory behind a snapshot, for slow members
/// @param maxSnapshots snapshot files that are kept, 0 for all
/// @param maxWals segments of the log that are kept, 0 for all
/// @param maxLearners members without a vote that the cluster may have
/// @param readTimeout of connections between members
/// @param writeTimeout of connections between members
public record RaftTuning(
    Duration heartbeat,
    Duration election,
    boolean advanceFirstTicks,
    boolean preVote,
    long snapshotCount,
    long catchUpEntries,
    int maxSnapshots,
    int maxWals,
    int maxLearners,
    Duration readTimeout,
    Duration writeTimeout) {
  /// {@return the election timeout in ticks}
  public int electionTicks() {
    return Math.toIntExact(election.toMillis() / heartbeat.toMillis());
  }
}
