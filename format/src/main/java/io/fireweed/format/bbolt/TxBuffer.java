package io.fireweed.format.bbolt;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The bytes that a write transaction was given, outside the heap, until the transaction ends.
final class TxBuffer implements AutoCloseable {
  private static final long CHUNK_BYTES = 1 << 20;

  private final Arena arena = Arena.ofShared();
  private MemorySegment chunk = MemorySegment.NULL;
  private long used;

  /// {@return a copy of `key` followed by `value`}
  MemorySegment copy(MemorySegment key, MemorySegment value) {
    MemorySegment data = allocate(key.byteSize() + value.byteSize());
    MemorySegment.copy(key, 0, data, 0, key.byteSize());
    MemorySegment.copy(value, 0, data, key.byteSize(), value.byteSize());
    return data;
  }

  /// {@return `length` bytes, zero}
  MemorySegment allocate(long length) {
    if (length > CHUNK_BYTES / 4) {
      return arena.allocate(length);
    }
    if (length > chunk.byteSize() - used) {
      chunk = arena.allocate(CHUNK_BYTES);
      used = 0;
    }
    MemorySegment taken = chunk.asSlice(used, length);
    used += length;
    return taken;
  }

  @Override
  public void close() {
    arena.close();
  }
}
