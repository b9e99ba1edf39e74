package io.fireweed.raft.quorum;

/// How each voter has answered.
@FunctionalInterface
public interface Votes {
  Answer of(long voter);

  /// A voter's answer.
  enum Answer {
    YES,
    NO,
    MISSING
  }
}
