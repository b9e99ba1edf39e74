package io.fireweed.raft.progress;

import java.util.Arrays;

/// The appends that were sent and not yet acknowledged: a ring of their last indexes and sizes.
///
/// Invariants: `0 <= count <= maxMessages`; indexes ascend; `bytes = sum of the sizes`. A single
/// message may exceed `maxBytes`, or nothing large could ever be sent.
public final class Inflights {
  private static final int FIRST_CAPACITY = 8;

  private final int maxMessages;
  private final long maxBytes;
  private long[] indexes = new long[0];
  private long[] sizes = new long[0];
  private int start;
  private int count;
  private long bytes;

  /// @param maxMessages at least 1
  /// @param maxBytes 0 for no limit
  public Inflights(int maxMessages, long maxBytes) {
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
  }

  /// Notes a message whose last entry has `index`.
  ///
  /// @throws IllegalStateException if [#isFull()]
  public void add(long index, long size) {
    if (isFull()) {
      throw new IllegalStateException("cannot add into a full inflights");
    }
    if (count == indexes.length) {
      grow();
    }
    int at = (start + count) % indexes.length;
    indexes[at] = index;
    sizes[at] = size;
    count++;
    bytes += size;
  }

  private void grow() {
    int capacity = Math.min(Math.max(FIRST_CAPACITY, indexes.length * 2), maxMessages);
    indexes = unrolled(indexes, capacity);
    sizes = unrolled(sizes, capacity);
    start = 0;
  }

  private long[] unrolled(long[] ring, int capacity) {
    long[] next = Arrays.copyOf(Arrays.copyOfRange(ring, start, ring.length), capacity);
    System.arraycopy(ring, 0, next, ring.length - start, start);
    return next;
  }

  /// Forgets the messages whose last index is at most `index`.
  public void freeUpTo(long index) {
    while (count > 0 && indexes[start] <= index) {
      bytes -= sizes[start];
      start = (start + 1) % indexes.length;
      count--;
    }
  }

  public boolean isFull() {
    return count == maxMessages || (maxBytes != 0 && bytes >= maxBytes);
  }

  public int count() {
    return count;
  }

  public long bytes() {
    return bytes;
  }

  void clear() {
    start = 0;
    count = 0;
    bytes = 0;
  }
}
