package io.fireweed.raft.quorum;

/// How a vote stands.
public enum VoteResult {
  /// Neither is sure yet.
  PENDING("VotePending"),
  /// No quorum can be reached any more.
  LOST("VoteLost"),
  /// A quorum said yes.
  WON("VoteWon");

  private final String label;

  VoteResult(String label) {
    this.label = label;
  }

  public String describe() {
    return label;
  }
}
