package io.fireweed.storage.mvcc;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// The records of a [KeyIndex]: what is known of one key, in one block of native memory.
///
/// | offset | size | field | meaning |
/// |---|---|---|---|
/// | 0 | 8 | mod revision | main revision of the newest row, 0 for no row |
/// | 8 | 4 | mod sub | its sub revision shifted left by 1; bit 0: it is a tombstone |
/// | 12 | 4 | mark | number of the compaction that met the key last |
/// | 16 | 8 | create revision | main revision of the first put of the generation |
/// | 24 | 8 | version | puts in this generation |
/// | 32 | 8 | lease | lease id in the newest row, 0 for none |
/// | 40 | 8 | next | next record that hangs on the same lease |
/// | 48 | 8 | previous | previous one, 0 for the first |
/// | 56 | 4 | attached | 1 if the key hangs on its lease |
/// | 60 | 4 | key length | bytes |
/// | 64 | 8 | older | in an index with history: its [RevisionRuns], 0 for none |
/// | 64 or 72 | n | key | |
///
/// The first 12 bytes are a row as [RevisionRuns] has them, so the address of a record is also that
/// of the key's newest row. Byte order: native; the records never leave the process.
final class KeyRecords {
  private static final int MOD = 0;
  private static final int SUB = 8;
  private static final int MARK = 12;
  private static final int CREATE = 16;
  private static final int VERSION = 24;
  private static final int LEASE = 32;
  private static final int NEXT = 40;
  private static final int PREVIOUS = 48;
  private static final int ATTACHED = 56;
  private static final int KEY_LENGTH = 60;
  private static final int OLDER = 64;
  private static final int TOMBSTONE = 1;
  private static final ValueLayout.OfLong LONG_BE =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final BlockArena blocks;
  private final int keyOffset;

  KeyRecords(BlockArena blocks, KeyIndex.History history) {
    this.blocks = blocks;
    this.keyOffset =
        switch (history) {
          case NEWEST_ONLY -> OLDER;
          case ALL -> OLDER + Long.BYTES;
        };
  }

  /// {@return a new record of this key, without a row}
  long create(MemorySegment key) {
    int length = Math.toIntExact(key.byteSize());
    long ref = blocks.allocate(Math.addExact(keyOffset, length));
    MemorySegment chunk = blocks.chunk(ref);
    long offset = BlockArena.offset(ref);
    for (int field = 0; field < keyOffset; field += Long.BYTES) {
      chunk.set(BlockArena.LONG, offset + field, 0);
    }
    chunk.set(BlockArena.INT, offset + SUB, TOMBSTONE);
    chunk.set(BlockArena.INT, offset + KEY_LENGTH, length);
    MemorySegment.copy(key, 0, chunk, offset + keyOffset, length);
    return ref;
  }

  void destroy(long ref) {
    blocks.free(ref, keyOffset + keyLength(ref));
  }

  int keyLength(long ref) {
    return blocks.intAt(ref, KEY_LENGTH);
  }

  MemorySegment key(long ref) {
    return blocks
        .chunk(ref)
        .asSlice(BlockArena.offset(ref) + keyOffset, keyLength(ref))
        .asReadOnly();
  }

  /// {@return whether the key is the bytes at that place}
  boolean hasKey(long ref, MemorySegment other, long offset, long length) {
    MemorySegment chunk = blocks.chunk(ref);
    long start = BlockArena.offset(ref);
    if (chunk.get(BlockArena.INT, start + KEY_LENGTH) != length) {
      return false;
    }
    long key = start + keyOffset;
    long at = 0;
    for (; at + Long.BYTES <= length; at += Long.BYTES) {
      if (chunk.get(BlockArena.LONG, key + at) != other.get(BlockArena.LONG, offset + at)) {
        return false;
      }
    }
    for (; at < length; at++) {
      if (chunk.get(ValueLayout.JAVA_BYTE, key + at)
          != other.get(ValueLayout.JAVA_BYTE, offset + at)) {
        return false;
      }
    }
    return true;
  }

  /// {@return how the key orders against `other`, both without their first `skip` bytes}
  int compare(long ref, MemorySegment other, long otherLength, int skip) {
    MemorySegment chunk = blocks.chunk(ref);
    long start = BlockArena.offset(ref) + keyOffset;
    int length = chunk.get(BlockArena.INT, BlockArena.offset(ref) + KEY_LENGTH);
    long at =
        MemorySegment.mismatch(
            chunk, start + Math.min(skip, length), start + length, other, skip, otherLength);
    if (at < 0) {
      return 0;
    }
    if (at + skip >= length) {
      return -1;
    }
    if (at + skip >= otherLength) {
      return 1;
    }
    return Byte.compareUnsigned(
        chunk.get(ValueLayout.JAVA_BYTE, start + skip + at),
        other.get(ValueLayout.JAVA_BYTE, skip + at));
  }

  /// {@return how many bytes the key shares with `other` from the start, at most `limit`}
  int sharedPrefix(long ref, MemorySegment other, long otherLength, int limit) {
    long start = BlockArena.offset(ref) + keyOffset;
    long end = Math.min(Math.min(keyLength(ref), otherLength), limit);
    long at = MemorySegment.mismatch(blocks.chunk(ref), start, start + end, other, 0, end);
    return (int) (at < 0 ? end : at);
  }

  /// {@return the eight bytes of the key after `skip`, big endian, zero behind its end}
  long head(long ref, int skip) {
    long start = BlockArena.offset(ref) + keyOffset;
    return head(blocks.chunk(ref), start + skip, keyLength(ref) - skip);
  }

  /// {@return the first eight of `length` bytes at `offset`, big endian, zero behind their end}
  static long head(MemorySegment bytes, long offset, long length) {
    if (length >= Long.BYTES) {
      return bytes.get(LONG_BE, offset);
    }
    long head = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      int b = i < length ? bytes.get(ValueLayout.JAVA_BYTE, offset + i) & 0xff : 0;
      head = head << Byte.SIZE | b;
    }
    return head;
  }

  long createRevision(long ref) {
    return blocks.longAt(ref, CREATE);
  }

  long modRevision(long ref) {
    return blocks.longAt(ref, MOD);
  }

  int modSub(long ref) {
    return blocks.intAt(ref, SUB) >>> 1;
  }

  /// {@return the sub revision of the newest row as the block has it}
  int packedSub(long ref) {
    return blocks.intAt(ref, SUB);
  }

  long version(long ref) {
    return blocks.longAt(ref, VERSION);
  }

  long lease(long ref) {
    return blocks.longAt(ref, LEASE);
  }

  boolean isLive(long ref) {
    return (blocks.intAt(ref, SUB) & TOMBSTONE) == 0;
  }

  boolean isAttached(long ref) {
    return blocks.intAt(ref, ATTACHED) != 0;
  }

  int mark(long ref) {
    return blocks.intAt(ref, MARK);
  }

  void setMark(long ref, int mark) {
    blocks.setInt(ref, MARK, mark);
  }

  /// {@return the older rows, or [BlockArena#NONE]; only in an index with history}
  long older(long ref) {
    return blocks.longAt(ref, OLDER);
  }

  void setOlder(long ref, long run) {
    blocks.setLong(ref, OLDER, run);
  }

  void setPut(long ref, long createRevision, long main, int sub, long version, long lease) {
    blocks.setLong(ref, MOD, main);
    blocks.setInt(ref, SUB, sub << 1);
    blocks.setLong(ref, CREATE, createRevision);
    blocks.setLong(ref, VERSION, version);
    blocks.setLong(ref, LEASE, lease);
  }

  void setTombstone(long ref, long main, int sub) {
    blocks.setLong(ref, MOD, main);
    blocks.setInt(ref, SUB, sub << 1 | TOMBSTONE);
    blocks.setLong(ref, CREATE, 0);
    blocks.setLong(ref, VERSION, 0);
    blocks.setLong(ref, LEASE, 0);
  }

  long next(long ref) {
    return blocks.longAt(ref, NEXT);
  }

  /// Puts the record before `head` in the list of a lease.
  void link(long ref, long head) {
    blocks.setLong(ref, NEXT, head);
    blocks.setLong(ref, PREVIOUS, BlockArena.NONE);
    if (head != BlockArena.NONE) {
      blocks.setLong(head, PREVIOUS, ref);
    }
    blocks.setInt(ref, ATTACHED, 1);
  }

  /// Takes the record out of the list of its lease. {@return the head of what remains}
  long unlink(long ref, long head) {
    long next = blocks.longAt(ref, NEXT);
    long previous = blocks.longAt(ref, PREVIOUS);
    if (next != BlockArena.NONE) {
      blocks.setLong(next, PREVIOUS, previous);
    }
    if (previous != BlockArena.NONE) {
      blocks.setLong(previous, NEXT, next);
    }
    blocks.setInt(ref, ATTACHED, 0);
    return previous == BlockArena.NONE ? next : head;
  }
}
