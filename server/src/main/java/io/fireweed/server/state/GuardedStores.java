package io.fireweed.server.state;

import io.fireweed.api.error.EtcdError;
import io.fireweed.storage.apply.Applier;
import io.fireweed.storage.backend.BufferedBackend;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Supplier;

/// The stores and the lock around them: one thread at a time changes them, while nobody reads; any
/// number read, while nobody changes.
///
/// The lock is held for microseconds. It is not reentrant: whoever holds it calls nothing that
/// takes it. Optimistic reads are out of the question, because the index lies outside the heap.
final class GuardedStores {
  private final StampedLock lock = new StampedLock();
  private final BufferedBackend backend;
  private final Applier applier;

  /// Guarded by the lock.
  private boolean closed;

  GuardedStores(BufferedBackend backend, Applier applier) {
    this.backend = backend;
    this.applier = applier;
  }

  /// To be used inside [#read] and [#change] only, except by the thread that writes to the db.
  BufferedBackend backend() {
    return backend;
  }

  /// To be used inside [#read] and [#change] only.
  Applier applier() {
    return applier;
  }

  <T> T read(Supplier<T> question) {
    long stamp = lock.readLock();
    try {
      requireOpen();
      return question.get();
    } finally {
      lock.unlockRead(stamp);
    }
  }

  <T> T change(Supplier<T> action) {
    long stamp = lock.writeLock();
    try {
      requireOpen();
      return action.get();
    } finally {
      lock.unlockWrite(stamp);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new RefusedCall(EtcdError.STOPPED);
    }
  }

  /// Waits for those who read; nobody reads any more.
  void close() {
    long stamp = lock.writeLock();
    try {
      if (!closed) {
        closed = true;
        applier.close();
      }
    } finally {
      lock.unlockWrite(stamp);
    }
  }
}
