package io.fireweed.server.state;

import io.fireweed.server.metrics.Counter;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the log of requests that took long, in etcd's words, and counts them.
final class SlowRequests {
  private static final Logger log = LoggerFactory.getLogger(SlowRequests.class);

  private final Counter count;
  private final Duration limit;
  private final long limitNanos;

  SlowRequests(Counter count, Duration limit) {
    this.count = count;
    this.limit = limit;
    this.limitNanos = limit.toNanos();
  }

  /// Looks how long a request took.
  ///
  /// @param prefix before the words: what kind of request it is, if that is not in them
  void look(long tookNanos, String prefix, Supplier<String> request, Supplier<String> response) {
    if (tookNanos <= limitNanos) {
      return;
    }
    count.increment();
    log.atWarn()
        .addKeyValue("took", Duration.ofNanos(tookNanos))
        .addKeyValue("expected-duration", limit)
        .addKeyValue("prefix", prefix)
        .addKeyValue("request", request.get())
        .addKeyValue("response", response.get())
        .log("apply request took too long");
  }
}
