package io.fireweed.server.lease;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The thread that makes a lessor look at the clock.
public final class LeaseTimer implements AutoCloseable {
  /// How often leases are looked at.
  public static final Duration PERIOD = Duration.ofMillis(500);

  private static final Logger log = LoggerFactory.getLogger(LeaseTimer.class);

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("lease").daemon().factory());

  private LeaseTimer() {}

  public static LeaseTimer start(Lessor lessor) {
    LeaseTimer timer = new LeaseTimer();
    long period = PERIOD.toMillis();
    var _ =
        timer.thread.scheduleWithFixedDelay(
            () -> check(lessor), period, period, TimeUnit.MILLISECONDS);
    return timer;
  }

  /// A failure must not end the timer: leases would live for ever.
  private static void check(Lessor lessor) {
    try {
      lessor.check();
    } catch (RuntimeException failure) {
      log.atError().setCause(failure).log("failed to look for expired leases");
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
