package io.fireweed.raft;

/// What a member is in its term.
public enum RoleName {
  FOLLOWER("StateFollower"),
  PRE_CANDIDATE("StatePreCandidate"),
  CANDIDATE("StateCandidate"),
  LEADER("StateLeader");

  private final String label;

  RoleName(String label) {
    this.label = label;
  }

  public String describe() {
    return label;
  }
}
