package io.fireweed.server.member;

/// How the cluster stands, seen from one member, at one moment.
///
/// @param term of the member
/// @param leader the id of the leader, 0 if none is known
/// @param committed the index up to which the log is committed, as far as the member knows
/// @param applied the index up to which the log is applied
/// @param role what the member may do
public record ClusterView(long term, long leader, long committed, long applied, Role role) {
  /// What the member is in its cluster.
  public enum Role {
    VOTER,
    LEARNER
  }

  public boolean hasLeader() {
    return leader != 0;
  }
}
