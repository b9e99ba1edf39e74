package io.fireweed.server.state;

import io.fireweed.api.error.EtcdError;
import io.fireweed.storage.backend.PinnedRows;
import io.fireweed.storage.mvcc.KeyRange;
import io.fireweed.storage.mvcc.KeyStore;
import io.fireweed.storage.mvcc.RangeFetch;
import io.fireweed.storage.mvcc.RangePick;
import io.fireweed.storage.mvcc.RangeQuery;
import io.fireweed.storage.mvcc.RangeRows;
import io.fireweed.storage.mvcc.RowSource;

/// Reads keys: a short answer under one hold of the lock; a long one walks the index in slices, and
/// fetches its rows from what was pinned at the start, without any lock.
///
/// A compaction above the revision that is read may take from the index what was still to be
/// walked: then a read of the present begins anew, and a read of that revision is refused.
final class RangeReader {
  private static final int KEYS_PER_HOLD = 2_000;
  private static final int ROWS_PER_HOLD = 16;
  private static final int ROWS_PER_SHARE = 16;
  private static final int MAX_ATTEMPTS = 5;

  private final GuardedStores stores;

  RangeReader(GuardedStores stores) {
    this.stores = stores;
  }

  /// A read that has begun.
  private sealed interface Step {
    record Answered(RangeRows rows) implements Step {}

    record Long(RangePick pick, PinnedRows rows) implements Step {}

    record Overtaken() implements Step {}
  }

  /// @param share takes what a long answer holds
  RangeRows range(RangeQuery query, AnswerRoom.Share share) {
    for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      int keys = attempt == MAX_ATTEMPTS ? Integer.MAX_VALUE : KEYS_PER_HOLD;
      Step step = stores.read(() -> begin(query, keys));
      if (step instanceof Step.Long(RangePick pick, PinnedRows rows)) {
        step = finish(pick, rows, share);
      }
      if (step instanceof Step.Answered(RangeRows found)) {
        return found;
      }
      if (query.revision() > 0) {
        break;
      }
    }
    throw new RefusedCall(EtcdError.COMPACTED);
  }

  private Step begin(RangeQuery query, int maxKeys) {
    KeyStore keys = stores.applier().keys();
    keys.refuse(query.revision())
        .ifPresent(
            refused -> {
              throw new RefusedCall(refused);
            });
    if (query.range() instanceof KeyRange.Single) {
      return new Step.Answered(keys.range(query));
    }
    RangePick pick = RangePick.begin(keys, query);
    if (pick.advance(maxKeys) && pick.size() <= ROWS_PER_HOLD) {
      RangeFetch fetch = new RangeFetch(pick, keys.rows());
      boolean _ = fetch.advance(Integer.MAX_VALUE);
      return new Step.Answered(fetch.answer());
    }
    return new Step.Long(pick, stores.backend().pin());
  }

  private Step finish(RangePick pick, PinnedRows rows, AnswerRoom.Share share) {
    try (rows) {
      while (!pick.isComplete()) {
        boolean overtaken =
            stores.read(
                () -> {
                  if (stores.applier().compactRevision() > pick.revision()) {
                    return true;
                  }
                  boolean _ = pick.advance(KEYS_PER_HOLD);
                  return false;
                });
        if (overtaken) {
          return new Step.Overtaken();
        }
      }
      RangeFetch fetch = new RangeFetch(pick, RowSource.of(rows));
      long takenBytes = 0;
      boolean isComplete;
      do {
        isComplete = fetch.advance(ROWS_PER_SHARE);
        share.take(fetch.heldBytes() - takenBytes);
        takenBytes = fetch.heldBytes();
      } while (!isComplete);
      return new Step.Answered(fetch.answer());
    }
  }
}
