package io.fireweed.format.schema.hash;

import io.fireweed.format.schema.RevisionKey;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Follows the rows of the `key` bucket up to a revision and knows, per user key, which is newest.
///
/// Answers two questions: how many keys are alive, and whether a row has been superseded by a later
/// row of its key. The second is kept as one bit per 16 bytes of the image, for rows up to the
/// compacted revision only: two rows never start within 16 bytes of each other, since a row key
/// alone has 17.
final class LatestRows implements AutoCloseable {
  private static final int GRAIN_BITS = 4;

  private final MemorySegment image;
  private final long compactMain;
  private final KeyTable table;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment superseded;
  private long[] hashes = new long[64];
  private long liveCount;
  private long touched;

  /// @param compactMain rows up to this main revision can be asked for, -1 for none
  LatestRows(MemorySegment image, long compactMain) {
    this.image = image;
    this.compactMain = compactMain;
    this.table = new KeyTable(image, 0);
    long bits = compactMain < 0 ? 0 : (image.byteSize() >>> GRAIN_BITS) + 1;
    this.superseded = arena.allocate((bits >>> 6) * Long.BYTES + Long.BYTES, Long.BYTES);
  }

  /// Takes the rows of one page whose main revision is at most `lastMain`.
  void take(KeyRows rows, long lastMain) {
    int count = rows.count();
    while (count > 0 && rows.main(count - 1) > lastMain) {
      count--;
    }
    if (hashes.length < count) {
      hashes = new long[Math.max(count, hashes.length * 2)];
    }
    for (int i = 0; i < count; i++) {
      long hash = KeyHash.of(image, rows.keyOffset(i), rows.keyLength(i));
      hashes[i] = hash;
      touched ^= table.touchSlot(hash);
    }
    for (int i = 0; i < count; i++) {
      touched ^= table.touchRow(hashes[i]);
    }
    for (int i = 0; i < count; i++) {
      takeRow(rows, i);
    }
  }

  private void takeRow(KeyRows rows, int i) {
    long word = rows.word(i);
    long previous = table.replace(hashes[i], rows.keyOffset(i), rows.keyLength(i), word);
    if (previous != KeyTable.NONE) {
      if (!KeyTable.isTombstone(previous)) {
        liveCount--;
      }
      long offset = KeyTable.rowOffset(previous);
      if (compactMain >= 0 && RevisionKey.mainAt(image, offset) <= compactMain) {
        mark(offset);
      }
    }
    if (!KeyTable.isTombstone(word)) {
      liveCount++;
    }
  }

  /// {@return the number of keys whose newest row is a put}
  long liveCount() {
    return liveCount;
  }

  /// {@return whether a row up to the compacted revision has a later one of the same key}
  boolean isSuperseded(long rowOffset) {
    long bit = rowOffset >>> GRAIN_BITS;
    return (superseded.get(ValueLayout.JAVA_LONG, (bit >>> 6) * Long.BYTES) >>> bit & 1) != 0;
  }

  /// {@return bits without meaning, so that touching memory is not optimised away}
  long touched() {
    return touched;
  }

  private void mark(long rowOffset) {
    long bit = rowOffset >>> GRAIN_BITS;
    long at = (bit >>> 6) * Long.BYTES;
    superseded.set(
        ValueLayout.JAVA_LONG, at, superseded.get(ValueLayout.JAVA_LONG, at) | 1L << bit);
  }

  @Override
  public void close() {
    table.close();
    arena.close();
  }
}
