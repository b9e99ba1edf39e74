package io.fireweed.format.schema.hash;

import io.fireweed.format.bbolt.LeafPage;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.schema.KeyValueView;
import io.fireweed.format.schema.RevisionKey;
import io.fireweed.format.wire.Origin;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// The rows of one leaf page of the `key` bucket, parsed into columns.
///
/// Columns, not rows, so that a loop over them asks memory for many table slots at once instead of
/// waiting for each, and so that nothing is allocated from page to page. Strict: a row that is not
/// as etcd writes it, or not above the row before it, is refused.
final class KeyRows {
  private final String file;
  private final KeyValueView view = new KeyValueView();
  private int count;
  private boolean isContiguous;
  private long[] rowOffsets = new long[64];
  private long[] rowEnds = new long[64];
  private long[] mains = new long[64];
  private long[] keyOffsets = new long[64];
  private int[] keyLengths = new int[64];
  private boolean[] tombstones = new boolean[64];
  private long lastMain = -1;
  private long lastSub = -1;

  /// @param file for messages
  KeyRows(String file) {
    this.file = file;
  }

  /// Replaces the columns by the rows of `page`, which must follow the page before.
  void load(LeafPage page) {
    MemorySegment image = page.bytes();
    count = page.count();
    ensure(count);
    isContiguous = true;
    for (int i = 0; i < count; i++) {
      long row = page.keyOffset(i);
      int length = page.keySize(i);
      if (page.isBucket(i) || !RevisionKey.isWellFormed(image, row, length)) {
        throw malformed(page, i);
      }
      long main = RevisionKey.mainAt(image, row);
      long sub = RevisionKey.subAt(image, row);
      if (main < lastMain || (main == lastMain && sub <= lastSub)) {
        throw outOfOrder(row, main, sub);
      }
      lastMain = main;
      lastSub = sub;
      isContiguous &= i == 0 || row == rowEnds[i - 1];
      int valueSize = page.valueSize(i);
      if (!view.parse(image, row + length, valueSize)) {
        view.require(image, row + length, valueSize, new Origin(file, row + length));
      }
      rowOffsets[i] = row;
      rowEnds[i] = row + length + valueSize;
      mains[i] = main;
      keyOffsets[i] = view.keyOffset();
      keyLengths[i] = (int) view.keyLength();
      tombstones[i] = length == RevisionKey.TOMBSTONE_LENGTH;
    }
  }

  int count() {
    return count;
  }

  /// {@return whether the rows fill one range of the image without gaps, in order}
  boolean isContiguous() {
    return isContiguous;
  }

  /// {@return where the row's revision key starts in the image}
  long rowOffset(int i) {
    return rowOffsets[i];
  }

  /// {@return where the row's value ends in the image}
  long rowEnd(int i) {
    return rowEnds[i];
  }

  long main(int i) {
    return mains[i];
  }

  long keyOffset(int i) {
    return keyOffsets[i];
  }

  int keyLength(int i) {
    return keyLengths[i];
  }

  boolean isTombstone(int i) {
    return tombstones[i];
  }

  /// {@return the row as [KeyTable] remembers it}
  long word(int i) {
    return KeyTable.word(
        rowOffsets[i],
        (keyLengths[i] == 0 ? KeyTable.EMPTY_KEY : 0) | (tombstones[i] ? KeyTable.TOMBSTONE : 0));
  }

  /// {@return main revision of the newest row so far, 0 if there is none}
  long lastMain() {
    return Math.max(lastMain, 0);
  }

  private CorruptException malformed(LeafPage page, int i) {
    Origin where = new Origin(file + ": bucket key", page.keyOffset(i));
    if (page.isBucket(i)) {
      return new CorruptException(where + ": element expected a row, found a bucket");
    }
    RevisionKey key = RevisionKey.decode(page.key(i), where);
    throw new IllegalStateException("well-formed after all: " + key);
  }

  private CorruptException outOfOrder(long row, long main, long sub) {
    return new CorruptException(
        new Origin(file + ": bucket key", row)
            + ": revision expected above "
            + lastMain
            + "/"
            + lastSub
            + ", found "
            + main
            + "/"
            + sub);
  }

  private void ensure(int size) {
    if (size <= rowOffsets.length) {
      return;
    }
    int capacity = Math.max(size, rowOffsets.length * 2);
    rowOffsets = Arrays.copyOf(rowOffsets, capacity);
    rowEnds = Arrays.copyOf(rowEnds, capacity);
    mains = Arrays.copyOf(mains, capacity);
    keyOffsets = Arrays.copyOf(keyOffsets, capacity);
    keyLengths = Arrays.copyOf(keyLengths, capacity);
    tombstones = Arrays.copyOf(tombstones, capacity);
  }
}
