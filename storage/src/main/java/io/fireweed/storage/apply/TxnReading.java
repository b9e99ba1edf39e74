package io.fireweed.storage.apply;

import io.fireweed.api.error.EtcdError;
import io.fireweed.storage.mvcc.RangeQuery;
import io.fireweed.storage.mvcc.RangeRows;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A transaction of nothing but ranges whose branches are chosen: what it reads, and how its answer
/// is put together of that. Holds nothing of the state, so the rows may be read later, if they are
/// read as they were when the branches were chosen.
public final class TxnReading {
  private final List<RangeQuery> queries;
  private final Function<List<RangeRows>, Outcome> outcome;
  private final long revision;

  TxnReading(List<RangeQuery> queries, Function<List<RangeRows>, Outcome> outcome, long revision) {
    this.queries = List.copyOf(queries);
    this.outcome = outcome;
    this.revision = revision;
  }

  /// {@return one that reads nothing}
  static TxnReading refused(EtcdError error, long revision) {
    Outcome rejected = Outcome.rejected(error);
    return new TxnReading(List.of(), _ -> rejected, revision);
  }

  /// {@return what is to be read; nothing if the transaction is refused}
  public List<RangeQuery> queries() {
    return queries;
  }

  /// {@return what the client is told}
  ///
  /// @param found for each query, in order
  public Answered answer(List<RangeRows> found) {
    Outcome made = outcome.apply(found);
    return new Answered(
        made.result(),
        revision,
        Optional.of(made.answer()).filter(answer -> !(answer instanceof KvAnswer.Nothing)));
  }
}
