package io.fireweed.server.state;

import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.InternalRaftRequest;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.schema.KeyValueView;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.ProtoReader;
import io.fireweed.server.metrics.ApplyTimes;
import io.fireweed.server.metrics.Gauge;
import io.fireweed.storage.apply.Answered;
import io.fireweed.storage.apply.ApplyResult;

/// Measures what is applied. For the thread that applies.
final class ApplyMeter {
  private static final double NANOS = 1e9;

  private final OperationCounts counts;
  private final SlowRequests slow;
  private final ApplyTimes times;
  private final Gauge putBytes;

  ApplyMeter(StateMeters meters, OperationCounts counts, SlowRequests slow) {
    this.counts = counts;
    this.slow = slow;
    this.times = meters.metrics().member().applyTimes();
    this.putBytes = meters.metrics().mvcc().putBytes();
  }

  /// An entry was applied. {@return now, when the next one begins}
  long applied(Entry entry, Answered answered, long beganNanos) {
    long now = System.nanoTime();
    if (entry.type() != EntryType.NORMAL || entry.data().isEmpty()) {
      return now;
    }
    counts.done(answered);
    int kind = kind(entry.data());
    long tookNanos = now - beganNanos;
    if (failed(answered.result())) {
      times.failed(kind, tookNanos / NANOS);
    } else {
      times.succeeded(kind, tookNanos / NANOS);
    }
    slow.look(
        tookNanos,
        "",
        () -> RequestText.ofEntry(entry.data()),
        () -> answered.result().getClass().getSimpleName());
    return now;
  }

  /// A row was put.
  void put(KeyValueView row) {
    putBytes.add((double) (row.keyLength() + row.valueLength()));
  }

  private static boolean failed(ApplyResult result) {
    return result instanceof ApplyResult.Rejected(EtcdError error) && error != EtcdError.COMPACTED;
  }

  /// {@return the number of the field that is set beside the header, 0 if there is none}
  private static int kind(Bytes data) {
    ProtoReader reader = new ProtoReader(data, "log entry");
    while (reader.next()) {
      int field = reader.field();
      if (field != InternalRaftRequest.ID_FIELD_NUMBER
          && field != InternalRaftRequest.HEADER_FIELD_NUMBER) {
        return field;
      }
      reader.skip();
    }
    return 0;
  }
}
