package io.fireweed.format.bbolt;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// The order of keys: unsigned bytes from left to right, a prefix before its extensions.
final class Keys {
  private static final ValueLayout.OfLong WORD =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private Keys() {}

  static int compare(MemorySegment a, MemorySegment b) {
    return compare(a, 0, a.byteSize(), b, 0, b.byteSize());
  }

  /// Compares two ranges eight bytes at a time: big-endian words order as their bytes do.
  static int compare(MemorySegment a, long aAt, long aSize, MemorySegment b, long bAt, long bSize) {
    long common = Math.min(aSize, bSize);
    long at = 0;
    for (; at + Long.BYTES <= common; at += Long.BYTES) {
      long x = a.get(WORD, aAt + at);
      long y = b.get(WORD, bAt + at);
      if (x != y) {
        return Long.compareUnsigned(x, y);
      }
    }
    for (; at < common; at++) {
      int order =
          Byte.compareUnsigned(
              a.get(ValueLayout.JAVA_BYTE, aAt + at), b.get(ValueLayout.JAVA_BYTE, bAt + at));
      if (order != 0) {
        return order;
      }
    }
    return Long.compare(aSize, bSize);
  }
}
