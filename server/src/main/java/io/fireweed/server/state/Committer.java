package io.fireweed.server.state;

import io.fireweed.format.bbolt.Db;
import io.fireweed.format.schema.RevisionKey;
import io.fireweed.server.metrics.Histogram;
import io.fireweed.storage.backend.Batch;
import io.fireweed.storage.backend.BufferedBackend;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// The thread that brings what was applied into the db, and the only one that writes to the db.
///
/// A turn takes all that has gathered, commits it, then does one step of a compaction. Whatever
/// fails while the db is written ends the thread: nothing more becomes durable.
final class Committer {
  private final GuardedStores stores;
  private final CommitQueue queue;
  private final CompactionRunner compactions;
  private final Histogram commits;
  private final Thread thread;
  private volatile Db db;
  private volatile long durableIndex;
  private volatile long sizeBytes;
  private volatile long freeBytes;

  /// Runs from [#start] on.
  Committer(
      GuardedStores stores,
      CommitQueue queue,
      CompactionRunner compactions,
      Db db,
      Histogram commits) {
    this.commits = commits;
    this.stores = stores;
    this.queue = queue;
    this.compactions = compactions;
    this.db = db;
    this.durableIndex = stores.applier().consistentIndex();
    this.thread = Thread.ofPlatform().name("committer").daemon().unstarted(this::run);
    measure();
  }

  void start() {
    thread.start();
  }

  /// {@return the index up to which the db reflects the log}
  long durableIndex() {
    return durableIndex;
  }

  long sizeBytes() {
    return sizeBytes;
  }

  long freeBytes() {
    return freeBytes;
  }

  Db db() {
    return db;
  }

  private void run() {
    try {
      Turn turn;
      do {
        turn = queue.next();
        take(turn);
        queue.requireSound();
      } while (!turn.last());
      compactions.fail(queue.unavailable());
      db.close();
    } catch (IOException | RuntimeException | Error trouble) {
      fail(trouble);
    }
  }

  private void fail(Throwable trouble) {
    queue.fail(trouble);
    compactions.fail(queue.unavailable());
    try {
      db.close();
    } catch (IOException worse) {
      trouble.addSuppressed(worse);
    }
  }

  private void take(Turn turn) throws IOException {
    try {
      commit(List.of());
      if (!turn.last()) {
        compactions.step(this);
      }
    } catch (IOException | RuntimeException | Error trouble) {
      queue.fail(trouble); // Before anybody is told: nothing may be applied after that.
      turn.flushes().forEach(flush -> flush.completeExceptionally(trouble));
      turn.order().ifPresent(order -> order.done().completeExceptionally(trouble));
      throw trouble;
    }
    turn.flushes().forEach(flush -> flush.complete(durableIndex));
    if (turn.order().isPresent()) {
      carryOut(turn.order().get());
    }
  }

  private static void carryOut(Turn.Order order) {
    CompletableFuture<Boolean> done = order.done();
    try {
      order.work().run();
      done.complete(true);
    } catch (IOException | RuntimeException refused) {
      done.completeExceptionally(refused);
    }
  }

  private record Sealed(Batch batch, long index) {}

  /// Commits what has gathered, if anything has, and deletes rows; on the committer's thread.
  void commit(List<RevisionKey> superfluous) throws IOException {
    BufferedBackend backend = stores.backend();
    Optional<Sealed> sealed =
        stores.change(
            () -> {
              long index = stores.applier().consistentIndex();
              boolean isIdle = backend.gatheredChanges() == 0 && index == durableIndex;
              return isIdle && superfluous.isEmpty()
                  ? Optional.empty()
                  : Optional.of(new Sealed(backend.seal(), index));
            });
    if (sealed.isEmpty()) {
      queue.committed();
      return;
    }
    long began = System.nanoTime();
    backend.write(sealed.get().batch(), superfluous);
    commits.observeSince(began);
    turnTo(backend.committed());
    durableIndex = sealed.get().index();
    queue.committed();
  }

  /// Lets readers see what is in the db now; on the committer's thread.
  private void turnTo(BufferedBackend.Committed next) {
    boolean _ =
        stores.change(
            () -> {
              stores.backend().advance(next);
              return true;
            });
    measure();
  }

  /// Goes over to another file that holds the same; on the committer's thread.
  void replaceDb(Db other) throws IOException {
    Db last = db;
    turnTo(other, BufferedBackend.committedIn(other));
    last.close();
  }

  private void turnTo(Db other, BufferedBackend.Committed next) {
    db = other;
    turnTo(next);
  }

  private void measure() {
    sizeBytes = db.meta().sizeBytes();
    freeBytes = db.freeBytes();
  }

  /// Ends the thread after it has committed everything, or has failed to, and waits for that.
  void close() {
    queue.stop();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
