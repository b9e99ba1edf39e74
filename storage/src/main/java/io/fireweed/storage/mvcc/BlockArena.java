package io.fireweed.storage.mvcc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Blocks of native memory that keep their place, addressed by a number.
///
/// Memory comes in chunks of 4 MiB, so growing copies nothing. A reference is
/// `chunk << 32 | offset`, never 0; a block never crosses a chunk, and one that is larger than a
/// chunk gets a chunk of its own. Sizes are rounded up to a multiple of 16 bytes up to 1 KiB, then
/// to a power of two; a freed block waits in the list of its size, linked through its own first 8
/// bytes. The heap holds one small object per chunk.
final class BlockArena implements AutoCloseable {
  /// The reference that names no block.
  static final long NONE = 0;

  /// Blocks are aligned; these layouts spare the check of it at every access.
  static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

  private static final int CHUNK_BYTES = 4 << 20;
  private static final int GRAIN_BYTES = 16;
  private static final int LINEAR_LIMIT_BYTES = 1024;
  private static final int LINEAR_CLASSES = LINEAR_LIMIT_BYTES / GRAIN_BYTES;
  private static final int CLASS_COUNT = LINEAR_CLASSES + Integer.SIZE;
  private static final long OFFSET_MASK = 0xffff_ffffL;

  private final Arena arena = Arena.ofShared();
  private final long[] freeLists = new long[CLASS_COUNT];
  private MemorySegment[] chunks = new MemorySegment[16];
  private int chunkCount;
  private int current = -1;
  private long nextOffset = CHUNK_BYTES + GRAIN_BYTES;
  private long nativeBytes;

  /// {@return a block of at least `bytes` bytes, aligned to 16, content undefined}
  long allocate(int bytes) {
    int size = roundUp(bytes);
    int sizeClass = sizeClass(size);
    long head = freeLists[sizeClass];
    if (head != NONE) {
      freeLists[sizeClass] = longAt(head, 0);
      return head;
    }
    if (size > CHUNK_BYTES) {
      return (long) addChunk(size) << 32 | GRAIN_BYTES;
    }
    if (nextOffset + size > CHUNK_BYTES + GRAIN_BYTES) {
      current = addChunk(CHUNK_BYTES);
      nextOffset = GRAIN_BYTES;
    }
    long ref = (long) current << 32 | nextOffset;
    nextOffset += size;
    return ref;
  }

  /// Gives back a block that [#allocate] returned for the same number of bytes.
  void free(long ref, int bytes) {
    int sizeClass = sizeClass(roundUp(bytes));
    setLong(ref, 0, freeLists[sizeClass]);
    freeLists[sizeClass] = ref;
  }

  long longAt(long ref, int at) {
    return chunk(ref).get(LONG, offset(ref) + at);
  }

  void setLong(long ref, int at, long value) {
    chunk(ref).set(LONG, offset(ref) + at, value);
  }

  int intAt(long ref, int at) {
    return chunk(ref).get(INT, offset(ref) + at);
  }

  void setInt(long ref, int at, int value) {
    chunk(ref).set(INT, offset(ref) + at, value);
  }

  /// {@return the chunk that holds the block}
  MemorySegment chunk(long ref) {
    return chunks[(int) (ref >>> 32)];
  }

  /// {@return where the block starts in its chunk}
  static long offset(long ref) {
    return ref & OFFSET_MASK;
  }

  /// {@return native memory held, in bytes, free blocks included}
  long nativeBytes() {
    return nativeBytes;
  }

  @Override
  public void close() {
    arena.close();
  }

  /// The first grain of a chunk stays unused, so that no reference is 0.
  private int addChunk(int bytes) {
    if (chunkCount == chunks.length) {
      chunks = Arrays.copyOf(chunks, chunks.length * 2);
    }
    long chunkBytes = (long) bytes + GRAIN_BYTES;
    chunks[chunkCount] = arena.allocate(chunkBytes, GRAIN_BYTES);
    nativeBytes += chunkBytes;
    return chunkCount++;
  }

  private static int roundUp(int bytes) {
    if (bytes <= LINEAR_LIMIT_BYTES) {
      return Math.max(GRAIN_BYTES, (bytes + GRAIN_BYTES - 1) & -GRAIN_BYTES);
    }
    if (bytes > 1 << 30) {
      throw new IllegalArgumentException("a block of " + bytes + " bytes is too large");
    }
    return Integer.highestOneBit(bytes - 1) << 1;
  }

  private static int sizeClass(int size) {
    return size <= LINEAR_LIMIT_BYTES
        ? size / GRAIN_BYTES - 1
        : LINEAR_CLASSES + Integer.numberOfTrailingZeros(size);
  }
}
