package io.fireweed.storage.backend;

import io.fireweed.format.wire.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// The rows of one bucket as they stand, committed or not.
///
/// Segments handed out are valid until the next change or commit.
public sealed interface BucketRows permits DirectRows, BufferedRows, BufferedKeyRows {
  /// Inserts a row, or gives it another value. Both are copied.
  void put(MemorySegment key, MemorySegment value);

  /// Inserts a row, or gives it another value.
  default void put(Bytes key, Bytes value) {
    put(key.segment(), value.segment());
  }

  /// Removes a row. {@return whether it was there}
  boolean delete(Bytes key);

  /// {@return the value of a row}
  Optional<MemorySegment> find(MemorySegment key);

  /// {@return the value of a row}
  default Optional<MemorySegment> find(Bytes key) {
    return find(key.segment());
  }

  /// Shows every row, ascending.
  void forEach(RowVisitor visitor);

  /// Sees a row; the segments end with the call.
  @FunctionalInterface
  interface RowVisitor {
    void row(MemorySegment key, MemorySegment value);
  }
}
