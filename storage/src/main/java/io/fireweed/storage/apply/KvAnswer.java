package io.fireweed.storage.apply;

import io.fireweed.format.wire.Bytes;
import io.fireweed.storage.mvcc.RangeRows;
import java.util.List;
import java.util.Optional;

/// What the client of a request on keys is told. Rows are encoded `mvccpb.KeyValue` messages.
public sealed interface KvAnswer {
  /// @param previous the row before, if it was asked for and there was one
  record Put(Optional<Bytes> previous) implements KvAnswer {}

  /// @param previous the rows before, if they were asked for
  record DeleteRange(long deleted, List<Bytes> previous) implements KvAnswer {
    public DeleteRange {
      previous = List.copyOf(previous);
    }
  }

  record Range(RangeRows found) implements KvAnswer {}

  /// @param succeeded whether every compare held
  /// @param answers of the branch that ran, one for each of its operations
  record Txn(boolean succeeded, List<KvAnswer> answers) implements KvAnswer {
    public Txn {
      answers = List.copyOf(answers);
    }
  }

  /// An operation without content.
  record Nothing() implements KvAnswer {}

  /// {@return the same without its rows}
  default KvAnswer withoutRows() {
    return switch (this) {
      case Put _ -> new Put(Optional.empty());
      case DeleteRange(long deleted, _) -> new DeleteRange(deleted, List.of());
      case Range(RangeRows found) ->
          new Range(new RangeRows(List.of(), found.count(), found.more(), found.revision()));
      case Txn(boolean succeeded, List<KvAnswer> answers) ->
          new Txn(succeeded, answers.stream().map(KvAnswer::withoutRows).toList());
      case Nothing nothing -> nothing;
    };
  }
}
