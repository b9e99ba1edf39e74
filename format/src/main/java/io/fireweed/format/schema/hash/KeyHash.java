package io.fireweed.format.schema.hash;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A 64-bit hash of user keys, for tables in memory only; it is never written anywhere.
///
/// Sixteen bytes a step: both halves are mixed with constants and multiplied to 128 bits, whose
/// halves are folded together. Equal hashes do not mean equal keys.
final class KeyHash {
  private static final long MIX_A = 0x9e3779b97f4a7c15L;
  private static final long MIX_B = 0xd1b54a32d192ed03L;
  private static final int STEP = 2 * Long.BYTES;

  private KeyHash() {}

  static long of(MemorySegment bytes, long offset, long length) {
    long hash = length * MIX_A;
    long at = offset;
    long end = offset + length;
    while (end - at >= STEP) {
      hash = fold(longAt(bytes, at) ^ hash ^ MIX_A, longAt(bytes, at + Long.BYTES) ^ MIX_B);
      at += STEP;
    }
    if (at < end) {
      long low;
      long high = 0;
      if (end - at >= Long.BYTES) {
        low = longAt(bytes, at);
        high = tail(bytes, at + Long.BYTES, end);
      } else {
        low = tail(bytes, at, end);
      }
      hash = fold(low ^ hash ^ MIX_B, high ^ MIX_A);
    }
    return fold(hash ^ MIX_A, MIX_B);
  }

  private static long tail(MemorySegment bytes, long from, long end) {
    long value = 0;
    for (long at = from; at < end; at++) {
      value = value << 8 | (bytes.get(ValueLayout.JAVA_BYTE, at) & 0xff);
    }
    return value;
  }

  private static long longAt(MemorySegment bytes, long offset) {
    return bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, offset);
  }

  private static long fold(long a, long b) {
    return (a * b) ^ Math.unsignedMultiplyHigh(a, b);
  }
}
