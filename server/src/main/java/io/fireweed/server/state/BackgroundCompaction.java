package io.fireweed.server.state;

import io.fireweed.format.schema.RevisionKey;
import io.fireweed.storage.mvcc.Compactor.TombstoneRule;
import io.fireweed.storage.mvcc.HistoryTrim;
import java.util.List;

/// One compaction whose schedule is in the db: first the index is trimmed, which tells the rows
/// that go; then they go, a batch with each commit, in the order of revisions.
///
/// Cut off anywhere it begins anew at the next start, with what is left. For the committer's
/// thread.
final class BackgroundCompaction {
  private static final int KEYS_PER_SLICE = 512;

  private final GuardedStores stores;
  private final long target;
  private final HistoryTrim trim;
  private final SuperfluousRows rows = new SuperfluousRows();
  private boolean trimmed;
  private final long beganNanos;

  BackgroundCompaction(GuardedStores stores, long target, TombstoneRule rule, long nowNanos) {
    this.stores = stores;
    this.target = target;
    this.beganNanos = nowNanos;
    this.trim = new HistoryTrim(stores.applier().keys(), target, rule);
  }

  long target() {
    return target;
  }

  long beganNanos() {
    return beganNanos;
  }

  long rowCount() {
    return rows.size();
  }

  /// Trims a few keys. {@return whether there are none left}
  boolean trim() {
    if (!trimmed) {
      trimmed = stores.change(() -> trim.advance(KEYS_PER_SLICE, rows));
      if (trimmed) {
        rows.sort();
      }
    }
    return trimmed;
  }

  /// {@return the next rows to delete, none if all are gone}
  List<RevisionKey> take(int limit) {
    return rows.take(limit);
  }

  boolean isDone() {
    return trimmed && rows.isEmpty();
  }
}
