package io.fireweed.raft;

/// How a leader makes sure that it still leads before it answers a read.
public enum ReadMode {
  /// Asks a quorum, once for each read, after the read arrived.
  SAFE,
  /// Trusts its clock: needs [Switch#CHECK_QUORUM], and clocks that run alike.
  LEASE_BASED
}
