package io.fireweed.server.state;

import io.fireweed.api.rpc.TxnRequest;
import io.fireweed.storage.apply.Answered;
import io.fireweed.storage.auth.AuthStore.Caller;
import io.fireweed.storage.mvcc.RangeQuery;
import io.fireweed.storage.mvcc.RangeRows;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// What may be read of a running member's state, by any thread at any time.
public interface StateReads {
  /// {@return the current main revision}
  long revision();

  /// {@return the revision of the last compaction, -1 if there was none}
  long compactRevision();

  /// {@return the index of the last entry applied}
  long appliedIndex();

  /// Reads keys. A long answer does not hold up writers for long.
  ///
  /// @throws RefusedCall if the revision is compacted or yet to come
  /// @throws NoRoomException if the answer is too long to be made at once
  default RangeRows range(RangeQuery query) {
    try (AnswerRoom.Share share = answerRoom().share()) {
      return range(query, share);
    }
  }

  /// Reads keys as the other method does.
  ///
  /// @param share takes what a long answer holds; to be closed when that has been sent
  RangeRows range(RangeQuery query, AnswerRoom.Share share);

  /// {@return where long answers take memory from}
  AnswerRoom answerRoom();

  /// Evaluates a transaction that only reads, all of it as the keys stand at one moment. A long
  /// answer does not hold up writers for long.
  ///
  /// @param txn for which [io.fireweed.storage.apply.RequestCheck#isReadOnly] holds
  /// @param share takes what a long answer holds; to be closed when that has been sent
  /// @throws RefusedCall if compactions overtake it again and again
  /// @throws NoRoomException if the answer is too long to be made at once
  Answered read(TxnRequest txn, Caller caller, AnswerRoom.Share share);

  /// {@return completed when the rows that a compaction made superfluous are gone from the db}
  ///
  /// @param revision of a compaction that is applied
  CompletableFuture<Void> compacted(long revision);

  /// {@return the answer of `question`, which must be short: nothing is applied meanwhile}
  <T> T look(Function<Tables, T> question);
}
