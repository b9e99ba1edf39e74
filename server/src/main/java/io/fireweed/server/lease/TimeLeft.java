package io.fireweed.server.lease;

/// How much time a lease has.
public sealed interface TimeLeft {
  /// It is there.
  ///
  /// @param grantedSeconds its whole time
  /// @param leftSeconds whole seconds until it ends; 0 if it is over but not revoked yet
  record Known(long grantedSeconds, long leftSeconds) implements TimeLeft {}

  /// There is no such lease.
  record Unknown() implements TimeLeft {}

  /// This member does not lead; the leader knows.
  record Elsewhere() implements TimeLeft {}
}
