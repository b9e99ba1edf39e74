package io.fireweed.server.lease;

import java.time.Duration;

/// How a lessor treats leases.
///
/// @param extension what a new leader adds to every lease's time, for those who could not renew
///     while there was no leader: one election timeout
/// @param checkpoints whether long leases' remaining times are told to everyone
public record LeaseRules(Duration extension, Checkpointing checkpoints) {
  /// Feature gate `LeaseCheckpoint`.
  public enum Checkpointing {
    OFF,
    ON
  }
}
