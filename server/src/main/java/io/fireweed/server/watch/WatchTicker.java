package io.fireweed.server.watch;

import io.fireweed.storage.watch.History;
import io.fireweed.storage.watch.WatchHub;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The thread that catches up watchers, tells of progress and looks for the leader.
final class WatchTicker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WatchTicker.class);

  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /// How often receivers that were full are tried.
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final WatchHub hub;
  private final History history;
  private final ProgressTimes progress;
  private final LeaderLoss leaderLoss;
  private final Thread thread;
  private volatile boolean stopping;

  WatchTicker(WatchHub hub, History history, ProgressTimes progress, LeaderLoss leaderLoss) {
    this.hub = hub;
    this.history = history;
    this.progress = progress;
    this.leaderLoss = leaderLoss;
    this.thread = Thread.ofPlatform().name("watch-ticker").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// There may be somebody to catch up.
  void wake() {
    LockSupport.unpark(thread);
  }

  private void run() {
    while (!stopping) {
      long began = System.nanoTime();
      boolean more = catchUp();
      long now = System.nanoTime();
      leaderLoss.check(now);
      long untilProgress = progress.tell(now);
      // A history that takes long to read leaves as much time to others as it took.
      long pause = more ? Math.min(now - began, RETRY_NANOS) : idleNanos();
      LockSupport.parkNanos(this, Math.min(pause, untilProgress));
    }
  }

  private long idleNanos() {
    return hub.behindCount() > 0 ? RETRY_NANOS : IDLE_NANOS;
  }

  /// {@return whether another round would find something to do}
  private boolean catchUp() {
    if (hub.behindCount() == 0) {
      return false;
    }
    try {
      hub.unblock();
      return hub.catchUp(history);
    } catch (RuntimeException failed) {
      log.atError().setCause(failed).log("failed to read history for watchers");
      LockSupport.parkNanos(this, IDLE_NANOS);
      return false;
    }
  }

  @Override
  public void close() {
    stopping = true;
    wake();
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
