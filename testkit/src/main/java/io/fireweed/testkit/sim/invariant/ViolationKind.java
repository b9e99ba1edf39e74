package io.fireweed.testkit.sim.invariant;

/// What can be seen to be broken.
public enum ViolationKind {
  /// Two members led in one term.
  TWO_LEADERS,
  /// Two logs have an entry of one term and index, and differ there or before.
  LOGS_DIFFER,
  /// A member leads that no quorum has voted for.
  ELECTED_WITHOUT_QUORUM,
  /// A leader committed what no quorum has acknowledged to it, or an entry of an earlier term.
  COMMIT_WITHOUT_QUORUM,
  /// A leader lacks an entry that was committed before it was elected.
  LEADER_INCOMPLETE,
  /// An entry that was committed is another one on a member that takes it for committed.
  COMMITTED_CHANGED,
  /// State machines differ after the same index, or one left an entry out.
  APPLIED_DIFFERS,
  /// A read was answered from before a write that was committed when it began.
  STALE_READ,
  /// A member voted for two in one term.
  DOUBLE_VOTE,
  /// A vote or an acknowledgement was sent before it was durable.
  PROMISE_NOT_DURABLE,
  /// Term or commit index fell without a crash.
  RAN_BACKWARDS,
  /// With every fault gone there is no leader, or a proposal does not reach every member.
  NO_PROGRESS,
  /// The core threw an exception.
  CORE_FAILED
}
