package io.fireweed.server.state;

import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.TxnRequest;
import io.fireweed.storage.apply.Answered;
import io.fireweed.storage.apply.TxnReading;
import io.fireweed.storage.auth.AuthStore.Caller;
import io.fireweed.storage.backend.PinnedRows;
import io.fireweed.storage.mvcc.KeyRange;
import io.fireweed.storage.mvcc.KeyStore;
import io.fireweed.storage.mvcc.RangeFetch;
import io.fireweed.storage.mvcc.RangePick;
import io.fireweed.storage.mvcc.RangeQuery;
import io.fireweed.storage.mvcc.RangeRows;
import io.fireweed.storage.mvcc.RowSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
      if (walk(pick)) {
        return new Step.Overtaken();
      }
      return new Step.Answered(fetch(pick, RowSource.of(rows), share));
    }
  }

  /// {@return whether a compaction took away what was still to be walked}
  private boolean walk(RangePick pick) {
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
        return true;
      }
    }
    return false;
  }

  private static RangeRows fetch(RangePick pick, RowSource source, AnswerRoom.Share share) {
    RangeFetch fetch = new RangeFetch(pick, source);
    long takenBytes = 0;
    boolean isComplete;
    do {
      isComplete = fetch.advance(ROWS_PER_SHARE);
      share.take(fetch.heldBytes() - takenBytes);
      takenBytes = fetch.heldBytes();
    } while (!isComplete);
    return fetch.answer();
  }

  /// A transaction of ranges that has begun: its branches are chosen and its revision is fixed.
  ///
  /// @param rows pinned if it is long; otherwise `found` is complete
  private record Begun(
      TxnReading reading,
      List<RangePick> picks,
      Optional<PinnedRows> rows,
      List<RangeRows> found) {}

  /// Reads all ranges of a transaction as the keys stand at one moment.
  ///
  /// @param share takes what a long answer holds
  Answered read(TxnRequest txn, Caller caller, AnswerRoom.Share share) {
    for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      int keys = attempt == MAX_ATTEMPTS ? Integer.MAX_VALUE : KEYS_PER_HOLD;
      Begun begun = stores.read(() -> begin(txn, caller, keys, share));
      if (begun.rows().isEmpty()) {
        return begun.reading().answer(begun.found());
      }
      try (PinnedRows rows = begun.rows().get()) {
        if (begun.picks().stream().noneMatch(this::walk)) {
          RowSource source = RowSource.of(rows);
          return begun
              .reading()
              .answer(begun.picks().stream().map(pick -> fetch(pick, source, share)).toList());
        }
      }
    }
    throw new RefusedCall(EtcdError.COMPACTED);
  }

  private Begun begin(TxnRequest txn, Caller caller, int maxKeys, AnswerRoom.Share share) {
    KeyStore keys = stores.applier().keys();
    TxnReading reading = stores.applier().reading(txn, caller);
    List<RangePick> picks = new ArrayList<>();
    boolean isComplete = true;
    long size = 0;
    for (RangeQuery query : reading.queries()) {
      RangePick pick = RangePick.begin(keys, query);
      isComplete &= pick.advance(Math.max(1, maxKeys / reading.queries().size()));
      size += pick.size();
      picks.add(pick);
    }
    if (!isComplete || size > ROWS_PER_HOLD) {
      return new Begun(reading, picks, Optional.of(stores.backend().pin()), List.of());
    }
    List<RangeRows> found = new ArrayList<>();
    for (RangePick pick : picks) {
      found.add(fetch(pick, keys.rows(), share));
    }
    return new Begun(reading, picks, Optional.empty(), found);
  }
}
