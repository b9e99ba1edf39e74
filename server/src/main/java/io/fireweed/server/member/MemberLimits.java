package io.fireweed.server.member;

import java.time.Duration;

/// How long and how much a member works for its clients.
///
/// @param tick between two ticks of the consensus core: `--heartbeat-interval`
/// @param electionTicks ticks without a leader before an election
/// @param maxRequestBytes a longer entry is refused: `--max-request-bytes`
/// @param snapshotEntries entries applied between two raft snapshots: `--snapshot-count`
public record MemberLimits(
    Duration tick, int electionTicks, int maxRequestBytes, long snapshotEntries) {
  /// etcd's defaults.
  public static final MemberLimits DEFAULT =
      new MemberLimits(Duration.ofMillis(100), 10, 1_572_864, 10_000);

  private static final Duration DISK_TIME = Duration.ofSeconds(5);

  /// {@return how long a request may take: five seconds for disks, and two elections}
  public Duration requestTimeout() {
    return DISK_TIME.plus(tick.multipliedBy(2L * electionTicks));
  }
}
