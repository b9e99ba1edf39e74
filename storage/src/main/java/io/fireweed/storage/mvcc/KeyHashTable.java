package io.fireweed.storage.mvcc;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// References of [KeyRecords] by the hash of their key, in native memory: the quick way to one key,
/// beside the [KeyTree] that knows the order.
///
/// It consists of many parts, chosen by the lowest bits of the hash, each of which grows by itself:
/// one table of ten million keys would take seconds to double, and everybody would wait.
final class KeyHashTable implements AutoCloseable {
  static final int PART_BITS = 10;

  /// In place of a reference: whether there is such a key only the tree can tell.
  static final long UNKNOWN = -1;

  private static final int PARTS = 1 << PART_BITS;
  private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private final KeyRecords records;
  private final @Nullable KeyHashPart[] parts = new @Nullable KeyHashPart[PARTS];

  KeyHashTable(KeyRecords records) {
    this.records = records;
  }

  long nativeBytes() {
    return Arrays.stream(parts).filter(Objects::nonNull).mapToLong(KeyHashPart::nativeBytes).sum();
  }

  /// {@return the reference of the key at that place, [BlockArena#NONE] if there is no such key, or
  /// [#UNKNOWN]}
  long find(MemorySegment base, long offset, long length) {
    long hash = hash(base, offset, length);
    KeyHashPart part = parts[part(hash)];
    return part == null ? BlockArena.NONE : part.find(hash, base, offset, length);
  }

  /// Adds a key that is not in the table.
  void add(long ref) {
    MemorySegment key = records.key(ref);
    long hash = hash(key, 0, key.byteSize());
    KeyHashPart part = parts[part(hash)];
    if (part == null) {
      part = new KeyHashPart(records);
      parts[part(hash)] = part;
    }
    part.add(hash, ref);
  }

  /// Takes a key out.
  void remove(long ref) {
    MemorySegment key = records.key(ref);
    long hash = hash(key, 0, key.byteSize());
    KeyHashPart part = parts[part(hash)];
    if (part != null) {
      part.remove(hash, ref);
    }
  }

  private static int part(long hash) {
    return (int) hash & PARTS - 1;
  }

  /// Eight bytes at a time, multiplied and folded; no secret, see the class comment.
  static long hash(MemorySegment base, long offset, long length) {
    long hash = length * MULTIPLIER;
    long at = 0;
    for (; at + Long.BYTES <= length; at += Long.BYTES) {
      hash = fold(hash ^ base.get(LONG, offset + at));
    }
    long rest = 0;
    for (; at < length; at++) {
      rest = rest << Byte.SIZE | Byte.toUnsignedLong(base.get(ValueLayout.JAVA_BYTE, offset + at));
    }
    return fold(hash ^ rest);
  }

  private static long fold(long word) {
    long high = Math.multiplyHigh(word, MULTIPLIER);
    return high ^ word * MULTIPLIER ^ word >>> 29;
  }

  @Override
  public void close() {
    for (KeyHashPart part : parts) {
      if (part != null) {
        part.close();
      }
    }
  }
}
