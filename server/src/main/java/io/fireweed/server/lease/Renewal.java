package io.fireweed.server.lease;

import java.util.concurrent.CompletableFuture;

/// What came of renewing a lease.
public sealed interface Renewal {
  /// It has its whole time again.
  record Renewed(long ttlSeconds) implements Renewal {}

  /// There is no such lease.
  record Unknown() implements Renewal {}

  /// This member does not lead; the leader knows.
  record Elsewhere() implements Renewal {}

  /// Not decided: the lease is over but not revoked yet, or the cluster is asked first. The outcome
  /// is never pending again.
  record Pending(CompletableFuture<Renewal> outcome) implements Renewal {}
}
