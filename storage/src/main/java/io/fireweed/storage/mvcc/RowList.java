package io.fireweed.storage.mvcc;

import io.fireweed.format.schema.Revision;
import io.fireweed.format.schema.RevisionKey;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// Row keys of the `key` bucket in native memory, 16 bytes each: main, then `sub << 1 | tombstone`.
final class RowList {
  private static final int ROWS_PER_CHUNK = 1 << 16;
  private static final int ROW_BYTES = 2 * Long.BYTES;

  private final Arena arena;
  private final List<MemorySegment> chunks = new ArrayList<>();
  private long size;

  RowList(Arena arena) {
    this.arena = arena;
  }

  long size() {
    return size;
  }

  void add(long main, long sub, boolean tombstone) {
    if (size == (long) chunks.size() * ROWS_PER_CHUNK) {
      chunks.add(arena.allocate((long) ROWS_PER_CHUNK * ROW_BYTES, Long.BYTES));
    }
    MemorySegment chunk = chunks.getLast();
    long at = size % ROWS_PER_CHUNK * ROW_BYTES;
    chunk.set(ValueLayout.JAVA_LONG, at, main);
    chunk.set(ValueLayout.JAVA_LONG, at + Long.BYTES, sub << 1 | (tombstone ? 1 : 0));
    size++;
  }

  /// {@return the key of the row at `position`, as the bucket has it}
  MemorySegment key(long position) {
    MemorySegment chunk = chunks.get((int) (position / ROWS_PER_CHUNK));
    long at = position % ROWS_PER_CHUNK * ROW_BYTES;
    long packed = chunk.get(ValueLayout.JAVA_LONG, at + Long.BYTES);
    Revision revision = new Revision(chunk.get(ValueLayout.JAVA_LONG, at), packed >>> 1);
    RevisionKey key =
        (packed & 1) == 1 ? RevisionKey.tombstone(revision) : RevisionKey.put(revision);
    return key.encode().segment();
  }
}
