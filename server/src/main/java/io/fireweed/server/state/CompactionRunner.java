package io.fireweed.server.state;

import io.fireweed.format.schema.RevisionKey;
import io.fireweed.server.metrics.MvccMetrics;
import io.fireweed.storage.mvcc.Compactor.TombstoneRule;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out compactions one after another, in small steps between commits.
final class CompactionRunner {
  private static final Logger log = LoggerFactory.getLogger(CompactionRunner.class);

  private static final double NANOS_PER_MILLI = 1e6;
  private static final double MILLIS_PER_SECOND = 1000;

  /// Slices of the index that one step trims.
  private static final int SLICES_PER_STEP = 8;

  private final GuardedStores stores;
  private final CommitQueue queue;
  private final StateOptions options;
  private final TombstoneRule rule;
  private final CompactionHashes hashes;
  private final MvccMetrics metrics;
  private final ConcurrentLinkedQueue<Scheduled> scheduled = new ConcurrentLinkedQueue<>();
  private final AtomicInteger unfinished = new AtomicInteger();
  private final List<Waiting> waiting = new ArrayList<>();

  /// For the committer's thread.
  private Optional<BackgroundCompaction> running = Optional.empty();

  /// Guarded by `waiting`.
  private long finished;

  private Optional<Throwable> failure = Optional.empty();

  /// @param before the compact revision before, for the hash; empty if none is to be noted
  private record Scheduled(long target, Optional<Long> before) {}

  private record Waiting(long target, CompletableFuture<Boolean> done) {}

  CompactionRunner(
      GuardedStores stores,
      CommitQueue queue,
      StateOptions options,
      TombstoneRule rule,
      CompactionHashes hashes,
      MvccMetrics metrics) {
    this.metrics = metrics;
    this.stores = stores;
    this.queue = queue;
    this.options = options;
    this.rule = rule;
    this.hashes = hashes;
  }

  /// Everything up to the compaction at `target` is done.
  void beginAfter(long target) {
    synchronized (waiting) {
      finished = target;
    }
  }

  /// Takes up a compaction that the db left unfinished.
  void resume(long target) {
    unfinished.incrementAndGet();
    scheduled.add(new Scheduled(target, Optional.empty()));
    queue.wakeAt(System.nanoTime());
  }

  /// A compaction was applied.
  void schedule(long target, long before) {
    boolean isFirst = unfinished.getAndIncrement() == 0;
    scheduled.add(new Scheduled(target, isFirst ? Optional.of(before) : Optional.empty()));
    queue.wakeAt(System.nanoTime());
  }

  /// {@return completed when the rows are gone that the compaction at `target` takes away}
  CompletableFuture<Boolean> finished(long target) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    synchronized (waiting) {
      if (failure.isPresent()) {
        done.completeExceptionally(failure.get());
      } else if (target <= finished) {
        done.complete(true);
      } else {
        waiting.add(new Waiting(target, done));
      }
    }
    return done;
  }

  /// Does a little, on the committer's thread, after everything applied so far was committed or
  /// will be with the next commit.
  void step(Committer committer) throws IOException {
    if (running.isEmpty()) {
      Optional<Scheduled> next = Optional.ofNullable(scheduled.poll());
      if (next.isEmpty()) {
        return;
      }
      begin(next.get(), committer);
    }
    BackgroundCompaction compaction = running.orElseThrow();
    Duration pause = Duration.ZERO;
    if (isTrimmed(compaction)) {
      if (!compaction.isDone()) {
        List<RevisionKey> rows = compaction.take(options.compactionBatchLimit());
        long began = System.nanoTime();
        committer.commit(rows);
        metrics.compactedKeys().add(rows.size());
        metrics.compactionPause().observe((System.nanoTime() - began) / NANOS_PER_MILLI);
        pause = options.compactionPause();
      }
      if (compaction.isDone()) {
        finish(compaction, committer);
        pause = Duration.ZERO;
      }
    }
    if (running.isPresent() || !scheduled.isEmpty()) {
      queue.wakeAt(System.nanoTime() + pause.toNanos());
    }
  }

  private boolean isTrimmed(BackgroundCompaction compaction) {
    long began = System.nanoTime();
    boolean isTrimmed = false;
    for (int i = 0; i < SLICES_PER_STEP && !isTrimmed; i++) {
      isTrimmed = compaction.trim();
    }
    metrics.indexCompactionPause().observe((System.nanoTime() - began) / NANOS_PER_MILLI);
    return isTrimmed;
  }

  private void begin(Scheduled next, Committer committer) throws IOException {
    committer.commit(List.of());
    next.before()
        .ifPresent(
            before ->
                hashes.begin(stores.read(() -> stores.backend().pin()), next.target(), before));
    running = Optional.of(new BackgroundCompaction(stores, next.target(), rule, System.nanoTime()));
  }

  private void finish(BackgroundCompaction compaction, Committer committer) throws IOException {
    boolean _ =
        stores.change(
            () -> {
              stores.applier().keys().finishCompaction(compaction.target());
              return true;
            });
    committer.commit(List.of());
    running = Optional.empty();
    unfinished.decrementAndGet();
    List<CompletableFuture<Boolean>> told = new ArrayList<>();
    synchronized (waiting) {
      finished = compaction.target();
      Iterator<Waiting> each = waiting.iterator();
      while (each.hasNext()) {
        Waiting one = each.next();
        if (one.target() <= finished) {
          told.add(one.done());
          each.remove();
        }
      }
    }
    told.forEach(done -> done.complete(true));
    long tookNanos = System.nanoTime() - compaction.beganNanos();
    metrics.compactionTotal().observe(tookNanos / NANOS_PER_MILLI);
    metrics.lastCompaction().set(Math.floor(System.currentTimeMillis() / MILLIS_PER_SECOND));
    log.atInfo()
        .addKeyValue("compact-revision", compaction.target())
        .addKeyValue("took", Duration.ofNanos(tookNanos))
        .addKeyValue("deleted-rows", compaction.rowCount())
        .addKeyValue("current-db-size-bytes", committer.sizeBytes())
        .addKeyValue("current-db-size-in-use-bytes", committer.sizeBytes() - committer.freeBytes())
        .log("finished scheduled compaction");
  }

  /// Nothing goes on: everybody who waits is told.
  void fail(Throwable cause) {
    List<Waiting> told;
    synchronized (waiting) {
      failure = Optional.of(cause);
      told = List.copyOf(waiting);
      waiting.clear();
    }
    told.forEach(one -> one.done().completeExceptionally(cause));
  }
}
