package io.fireweed.raft;

/// How the sending of a snapshot ended.
public enum SnapshotOutcome {
  ARRIVED,
  FAILED
}
