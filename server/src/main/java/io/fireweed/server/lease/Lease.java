package io.fireweed.server.lease;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// One lease and its clock, in milliseconds since the lessor began.
///
/// Renewals race with the expiry; both change the end of the lease by comparing first, so that a
/// lease is either renewed or over.
final class Lease extends AtomicLong {
  private static final long serialVersionUID = 1;

  /// Has no end here: this member does not lead.
  static final long FOREVER = Long.MAX_VALUE;

  /// Is to be revoked, whatever the clock says.
  static final long OVER = Long.MIN_VALUE;

  private final long id;
  private final long ttlSeconds;
  private final transient Renewal renewed;

  /// As the last checkpoint has it; 0 if there is none since the last renewal.
  private volatile long remainingSeconds;

  /// Under which time it waits in the queue of ends; written under the lessor's lock.
  private volatile long queuedMillis = FOREVER;

  /// Guarded by the lessor's lock.
  private transient @Nullable CompletableFuture<Renewal> outcome;

  /// Guarded by the lessor's lock.
  private boolean gone;

  Lease(long id, long ttlSeconds, long remainingSeconds) {
    super(FOREVER);
    this.id = id;
    this.ttlSeconds = ttlSeconds;
    this.remainingSeconds = remainingSeconds;
    this.renewed = new Renewal.Renewed(ttlSeconds);
  }

  long id() {
    return id;
  }

  long ttlSeconds() {
    return ttlSeconds;
  }

  long ttlMillis() {
    return ttlSeconds * 1000;
  }

  Renewal renewed() {
    return renewed;
  }

  long remainingSeconds() {
    return remainingSeconds;
  }

  void remain(long seconds) {
    remainingSeconds = seconds;
  }

  /// {@return what a new leader gives it: what is left as far as is known, or all}
  long dueSeconds() {
    long remaining = remainingSeconds;
    return remaining > 0 ? remaining : ttlSeconds;
  }

  long queuedMillis() {
    return queuedMillis;
  }

  void queuedAt(long millis) {
    queuedMillis = millis;
  }

  boolean isGone() {
    return gone;
  }

  void end() {
    gone = true;
  }

  /// {@return completed when it is decided what becomes of the lease}
  CompletableFuture<Renewal> outcome() {
    CompletableFuture<Renewal> known = outcome;
    if (known == null) {
      known = new CompletableFuture<>();
      outcome = known;
    }
    return known;
  }

  /// {@return those who wait, who are to be told outside of the lock}
  @Nullable CompletableFuture<Renewal> takeOutcome() {
    CompletableFuture<Renewal> known = outcome;
    outcome = null;
    return known;
  }
}
