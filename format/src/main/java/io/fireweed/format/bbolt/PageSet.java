package io.fireweed.format.bbolt;

import java.util.BitSet;

/// A set of page numbers below a limit, one bit each: 256 KiB for 8 GiB of 4 KiB pages.
final class PageSet {
  private final long[] words;
  private final long limit;
  private long size;

  /// @param limit at most the number of pages in the file, so that damage cannot ask for memory
  PageSet(long limit) {
    this.words = new long[Math.toIntExact((limit + Long.SIZE - 1) / Long.SIZE)];
    this.limit = limit;
  }

  /// Adds `pgid`. {@return whether it was not in the set}
  ///
  /// @param pgid below the limit
  boolean add(long pgid) {
    int word = (int) (pgid / Long.SIZE);
    long bit = 1L << pgid;
    boolean isNew = (words[word] & bit) == 0;
    words[word] |= bit;
    size += isNew ? 1 : 0;
    return isNew;
  }

  boolean contains(long pgid) {
    return pgid >= 0 && pgid < limit && (words[(int) (pgid / Long.SIZE)] & 1L << pgid) != 0;
  }

  /// {@return a copy with one bit for each page in the set}
  BitSet toBitSet() {
    return BitSet.valueOf(words);
  }

  long size() {
    return size;
  }
}
