package io.fireweed.format.bbolt;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Unaligned little-endian integers in a segment: the only way this package touches raw bytes.
///
/// bbolt writes the byte order of its host; every host etcd supports is little-endian. Inline
/// buckets sit at odd addresses, so no access may assume alignment.
final class LittleEndian {
  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private LittleEndian() {}

  static int u16(MemorySegment bytes, long offset) {
    return Short.toUnsignedInt(bytes.get(U16, offset));
  }

  static long u32(MemorySegment bytes, long offset) {
    return Integer.toUnsignedLong(bytes.get(U32, offset));
  }

  static long u64(MemorySegment bytes, long offset) {
    return bytes.get(U64, offset);
  }

  static void putU16(MemorySegment bytes, long offset, int value) {
    bytes.set(U16, offset, (short) value);
  }

  static void putU32(MemorySegment bytes, long offset, long value) {
    bytes.set(U32, offset, (int) value);
  }

  static void putU64(MemorySegment bytes, long offset, long value) {
    bytes.set(U64, offset, value);
  }
}
