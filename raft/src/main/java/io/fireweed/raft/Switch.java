package io.fireweed.raft;

/// What a member does besides the plain protocol.
public enum Switch {
  /// A leader that hears of no quorum for an election timeout steps down, and members that hear of
  /// a leader refuse to vote.
  CHECK_QUORUM,
  /// Ask whether an election can be won before raising the term.
  PRE_VOTE,
  /// Followers drop proposals instead of sending them to the leader.
  NO_PROPOSAL_FORWARDING,
  /// Accept membership changes that do not fit the configuration; the caller must know better.
  NO_CHANGE_VALIDATION,
  /// A leader that is removed or demoted steps down at once.
  STEP_DOWN_ON_REMOVAL,
  /// Storage works on its own: [Ready] holds its work as messages, and there is no advance.
  ASYNC_STORAGE
}
