package io.fireweed.server.state;

import io.fireweed.format.fault.UnavailableException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Where the committer's thread waits for work, and others for the committer.
final class CommitQueue {
  private static final long NEVER = Long.MAX_VALUE;

  private final StateOptions options;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition room = lock.newCondition();

  /// What follows is guarded by the lock; those that are volatile are written under it.
  private List<CompletableFuture<Long>> flushes = new ArrayList<>();

  private final Deque<Turn.Order> orders = new ArrayDeque<>();
  private volatile boolean hasChanges;
  private volatile boolean isFull;
  private long firstChangeNanos;
  private long alarmNanos = NEVER;
  private long commits;
  private boolean stopping;
  private volatile @Nullable Throwable failure;

  CommitQueue(StateOptions options) {
    this.options = options;
  }

  /// Something has been applied.
  ///
  /// @param changes that wait for a commit
  void changed(long changes) {
    if (hasChanges && (isFull || changes < options.batchLimit())) {
      return;
    }
    lock.lock();
    try {
      if (!hasChanges) {
        hasChanges = true;
        firstChangeNanos = System.nanoTime();
      }
      isFull = isFull || changes >= options.batchLimit();
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  /// {@return completed with the index that is durable then, when everything applied before this
  /// call is}
  CompletableFuture<Long> flush() {
    CompletableFuture<Long> durable = new CompletableFuture<>();
    submit(() -> flushes.add(durable), durable);
    return durable;
  }

  /// {@return completed when the work was done between two commits}
  CompletableFuture<Boolean> order(Turn.DbWork wanted) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    submit(() -> orders.add(new Turn.Order(wanted, done)), done);
    return done;
  }

  private void submit(Runnable entry, CompletableFuture<?> answer) {
    lock.lock();
    try {
      if (stopping || failure != null) {
        answer.completeExceptionally(unavailable());
      } else {
        entry.run();
        work.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Wakes the committer at that time at the latest, or at once; replaces what was set before.
  void wakeAt(long nanos) {
    lock.lock();
    try {
      alarmNanos = nanos;
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Waits for the next commit, because too much waits for it.
  void awaitRoom() {
    lock.lock();
    try {
      long seen = commits;
      isFull = true;
      hasChanges = true;
      work.signal();
      while (commits == seen && failure == null && !stopping) {
        room.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Waits until there is something to do. Changes made from now on count for the turn after.
  Turn next() {
    lock.lock();
    try {
      awaitWork();
      List<CompletableFuture<Long>> taken = flushes;
      flushes = new ArrayList<>();
      hasChanges = false;
      isFull = false;
      alarmNanos = NEVER;
      return new Turn(taken, Optional.ofNullable(orders.poll()), stopping && orders.isEmpty());
    } finally {
      lock.unlock();
    }
  }

  private void awaitWork() {
    try {
      for (long wait = waitNanos(); wait > 0; wait = waitNanos()) {
        long _ = work.awaitNanos(wait);
      }
    } catch (InterruptedException nobodyDoesThat) {
      throw new IllegalStateException("the committer was interrupted", nobodyDoesThat);
    }
  }

  private long waitNanos() {
    if (stopping || isFull || !flushes.isEmpty() || !orders.isEmpty()) {
      return 0;
    }
    long now = System.nanoTime();
    long wait = alarmNanos == NEVER ? NEVER : Math.max(0, alarmNanos - now);
    if (hasChanges) {
      long due = firstChangeNanos + options.batchInterval().toNanos() - now;
      wait = Math.min(wait, Math.max(0, due));
    }
    return wait;
  }

  /// A commit is through.
  void committed() {
    lock.lock();
    try {
      commits++;
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// No further work; what waits is done first.
  void stop() {
    lock.lock();
    try {
      stopping = true;
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Nothing can become durable any more: everybody who waits is told.
  void fail(Throwable cause) {
    List<CompletableFuture<?>> waiting = new ArrayList<>();
    lock.lock();
    try {
      failure = failure == null ? cause : failure;
      waiting.addAll(flushes);
      orders.forEach(order -> waiting.add(order.done()));
      flushes.clear();
      orders.clear();
      room.signalAll();
    } finally {
      lock.unlock();
    }
    waiting.forEach(answer -> answer.completeExceptionally(unavailable()));
  }

  void requireSound() {
    if (failure != null) {
      throw unavailable();
    }
  }

  UnavailableException unavailable() {
    Throwable cause = failure;
    if (cause == null) {
      return new UnavailableException("the member has stopped");
    }
    UnavailableException told =
        new UnavailableException(
            "the db could not be written: " + cause.getMessage(),
            "free space or replace the disk, then start the member again");
    told.initCause(cause);
    return told;
  }
}
