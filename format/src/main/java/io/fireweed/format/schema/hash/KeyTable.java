package io.fireweed.format.schema.hash;

import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.schema.RevisionKey;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The newest row of every user key seen so far, without a byte of Java heap for any of them.
///
/// An open-addressing table outside the heap. A slot holds the key's hash and the place of the row
/// in the image; the key itself stays where it is in the file, and equality is decided there, byte
/// by byte. At most half of the slots are used.
///
/// | offset | size | field | meaning |
/// |---|---|---|---|
/// | 0 | 8 | hash | [KeyHash] of the user key |
/// | 8 | 8 | row | 0: free slot; else a row word |
///
/// A row word is `offset of the revision key * 4 + EMPTY_KEY + TOMBSTONE`.
///
/// A hostile file can hold many keys of one hash; a probe sequence longer than [#MAX_PROBES]
/// refuses the file instead of searching for hours.
final class KeyTable implements AutoCloseable {
  /// What [#replace] answers for a key that was not there.
  static final long NONE = 0;

  static final int TOMBSTONE = 1;
  static final int EMPTY_KEY = 2;

  static final int MAX_PROBES = 4096;

  private static final long SLOT_BYTES = 16;
  private static final long FIRST_SLOTS = 1 << 12;
  private static final byte KEY_TAG = 0x0a;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  private final MemorySegment image;
  private Arena arena = Arena.ofConfined();
  private MemorySegment slots = arena.allocate(FIRST_SLOTS * SLOT_BYTES, Long.BYTES);
  private long mask = FIRST_SLOTS - 1;
  private long size;

  /// @param image what row words point into
  KeyTable(MemorySegment image) {
    this.image = image;
  }

  /// @param flags [#EMPTY_KEY] and [#TOMBSTONE] as they apply
  static long word(long rowOffset, int flags) {
    return rowOffset << 2 | flags;
  }

  static long rowOffset(long word) {
    return word >>> 2;
  }

  static boolean isTombstone(long word) {
    return (word & TOMBSTONE) != 0;
  }

  /// Pulls the slot of `hash` towards the processor. {@return bits of it, meaningless}
  long touch(long hash) {
    return slots.get(LONG, (hash & mask) * SLOT_BYTES + Long.BYTES);
  }

  /// Makes `word` the newest row of the user key at `keyOffset`.
  ///
  /// @return the word that was there, or [#NONE]
  long replace(long hash, long keyOffset, long keyLength, long word) {
    long index = hash & mask;
    for (int probe = 0; probe < MAX_PROBES; probe++) {
      long slot = index * SLOT_BYTES;
      long found = slots.get(LONG, slot + Long.BYTES);
      if (found == NONE) {
        slots.set(LONG, slot, hash);
        slots.set(LONG, slot + Long.BYTES, word);
        size++;
        if (size * 2 > mask) {
          grow();
        }
        return NONE;
      }
      if (slots.get(LONG, slot) == hash && holdsKey(found, keyOffset, keyLength)) {
        slots.set(LONG, slot + Long.BYTES, word);
        return found;
      }
      index = (index + 1) & mask;
    }
    throw new CorruptException(
        "bucket key: offset %d: user key expected at most %d keys of its hash, found more"
            .formatted(keyOffset, MAX_PROBES));
  }

  /// {@return the number of distinct keys}
  long size() {
    return size;
  }

  @Override
  public void close() {
    arena.close();
  }

  /// The row was parsed when it came in, so its key lies inside the image, unless the file changes
  /// while it is read; then the comparison ends at the end of the image.
  private boolean holdsKey(long word, long keyOffset, long keyLength) {
    if ((word & EMPTY_KEY) != 0 || keyLength == 0) {
      return (word & EMPTY_KEY) != 0 && keyLength == 0;
    }
    long at =
        rowOffset(word)
            + (isTombstone(word) ? RevisionKey.TOMBSTONE_LENGTH : RevisionKey.PUT_LENGTH);
    if (image.get(ValueLayout.JAVA_BYTE, at++) != KEY_TAG) {
      return false;
    }
    long length = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte b = image.get(ValueLayout.JAVA_BYTE, at++);
      length |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        break;
      }
    }
    return length == keyLength
        && length <= image.byteSize() - at
        && MemorySegment.mismatch(image, at, at + length, image, keyOffset, keyOffset + keyLength)
            < 0;
  }

  private void grow() {
    long newMask = mask << 1 | 1;
    Arena newArena = Arena.ofConfined();
    MemorySegment newSlots = newArena.allocate((newMask + 1) * SLOT_BYTES, Long.BYTES);
    for (long slot = 0; slot <= mask * SLOT_BYTES; slot += SLOT_BYTES) {
      long word = slots.get(LONG, slot + Long.BYTES);
      if (word == NONE) {
        continue;
      }
      long hash = slots.get(LONG, slot);
      long index = hash & newMask;
      while (newSlots.get(LONG, index * SLOT_BYTES + Long.BYTES) != NONE) {
        index = (index + 1) & newMask;
      }
      newSlots.set(LONG, index * SLOT_BYTES, hash);
      newSlots.set(LONG, index * SLOT_BYTES + Long.BYTES, word);
    }
    arena.close();
    arena = newArena;
    slots = newSlots;
    mask = newMask;
  }
}
