package io.fireweed.storage.watch;

import io.fireweed.format.wire.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// Reads what is past, by any thread at any time, written to the db or not yet.
///
/// A read that takes long does not hold up writers. Never called with a lock held that a
/// [ChangeListener] needs.
public interface History {
  /// Takes rows one by one.
  @FunctionalInterface
  interface RowSink {
    /// @param row the encoded `mvccpb.KeyValue`, valid until the call returns
    /// @return whether there should be more
    boolean take(Change.Kind kind, long main, MemorySegment row);
  }

  /// Hands out the rows of all revisions from `from` to `to`, both inclusive, in the order of main
  /// and sub revision. `to` is not above the current revision. Rows that a compaction has removed
  /// are left out without a word: whoever asks looks at the compact revision afterwards.
  void scan(long from, long to, RowSink sink);

  /// {@return the row of a key as it stood at `revision`; nothing if it did not exist then, or if
  /// that revision is compacted}
  Optional<Bytes> rowAt(Bytes key, long revision);
}
