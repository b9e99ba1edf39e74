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

  /// Rows looked up together. Their slots and the rows those name are at random places of memory;
  /// asking for all of them before waiting for any made this class nearly twice as fast as row by
  /// row. Much larger batches would push their own first rows out of the cache again.
  private static final int BATCH = 512;

  private final MemorySegment image;
  private final long compactMain;
  private final KeyTable table;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment superseded;
  private final long[] hashes = new long[BATCH];
  private final long[] keyOffsets = new long[BATCH];
  private final int[] keyLengths = new int[BATCH];
  private final long[] words = new long[BATCH];
  private int pending;
  private long liveCount;
  private boolean hasBumpRecord;
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
    for (int i = 0; i < count; i++) {
      if (pending == BATCH) {
        settle();
      }
      long keyOffset = rows.keyOffset(i);
      int keyLength = rows.keyLength(i);
      hashes[pending] = KeyHash.of(image, keyOffset, keyLength);
      keyOffsets[pending] = keyOffset;
      keyLengths[pending] = keyLength;
      words[pending] = rows.word(i);
      pending++;
    }
  }

  /// Brings the table up to date with the rows that were taken.
  private void settle() {
    int count = pending;
    long bits = 0;
    for (int i = 0; i < count; i++) {
      bits ^= table.touchSlot(hashes[i]);
    }
    for (int i = 0; i < count; i++) {
      bits ^= table.touchRow(hashes[i]);
    }
    touched ^= bits;
    for (int i = 0; i < count; i++) {
      settleRow(i);
    }
    pending = 0;
  }

  private void settleRow(int i) {
    long word = words[i];
    if (keyLengths[i] == 0) {
      hasBumpRecord = !KeyTable.isTombstone(word);
    }
    long previous = table.replace(hashes[i], keyOffsets[i], keyLengths[i], word);
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

  /// {@return whether one of the living keys is the empty one: no user can put it, a bump does}
  boolean hasBumpRecord() {
    settle();
    return hasBumpRecord;
  }

  /// {@return the number of keys whose newest row is a put}
  long liveCount() {
    settle();
    return liveCount;
  }

  /// {@return whether a row up to the compacted revision has a later one of the same key}
  boolean isSuperseded(long rowOffset) {
    settle();
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
