package io.fireweed.server.state;

import io.fireweed.api.rpc.TxnRequest;
import io.fireweed.server.metrics.Histogram;
import io.fireweed.storage.apply.Answered;
import io.fireweed.storage.mvcc.RangeQuery;
import io.fireweed.storage.mvcc.RangeRows;
import java.util.function.Supplier;

/// Measures reads that no log entry is behind. For any thread.
final class ReadMeter {
  private static final double NANOS = 1e9;

  private final OperationCounts counts;
  private final SlowRequests slow;
  private final Histogram good;
  private final Histogram bad;

  ReadMeter(StateMeters meters, OperationCounts counts, SlowRequests slow) {
    this.counts = counts;
    this.slow = slow;
    this.good = meters.metrics().member().range().with("true");
    this.bad = meters.metrics().member().range().with("false");
  }

  RangeRows range(RangeQuery query, Supplier<RangeRows> read) {
    long began = System.nanoTime();
    try {
      RangeRows found = read.get();
      long tookNanos = System.nanoTime() - began;
      counts.range();
      good.observe(tookNanos / NANOS);
      slow.look(
          tookNanos,
          "read-only range ",
          () -> RequestText.of(query),
          () -> "range_response_count:" + found.rows().size());
      return found;
    } catch (RefusedCall refused) {
      bad.observeSince(began);
      throw refused;
    }
  }

  Answered txn(TxnRequest txn, Supplier<Answered> read) {
    long began = System.nanoTime();
    Answered answered = read.get();
    counts.done(answered);
    slow.look(
        System.nanoTime() - began,
        "read-only txn ",
        () -> RequestText.of(txn).orElse(""),
        () -> answered.result().getClass().getSimpleName());
    return answered;
  }
}
