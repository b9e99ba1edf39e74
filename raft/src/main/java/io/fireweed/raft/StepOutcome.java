package io.fireweed.raft;

/// What came of a message or a proposal.
public enum StepOutcome {
  DONE("ok"),
  /// Nobody leads, a transfer is under way, too much is uncommitted, or forwarding is switched off.
  DROPPED("raft proposal dropped"),
  /// An answer from a member that does not belong to the group.
  STRANGER("raft: cannot step as peer not found");

  private final String label;

  StepOutcome(String label) {
    this.label = label;
  }

  public String describe() {
    return label;
  }
}
