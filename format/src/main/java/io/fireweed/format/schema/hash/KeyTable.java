package io.fireweed.format.schema.hash;

import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.schema.RevisionKey;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.LongConsumer;

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
/// | 16 | 8 each | notes | what the user of the table wants to remember per key |
///
/// A row word is `offset of the revision key * 4 + EMPTY_KEY + TOMBSTONE`.
///
/// A hostile file can hold many keys of one hash; a probe sequence longer than [#MAX_PROBES]
/// refuses the file instead of searching for hours.
public final class KeyTable implements AutoCloseable {
  /// The row word of a key that was not there.
  public static final long NONE = 0;

  public static final int TOMBSTONE = 1;
  public static final int EMPTY_KEY = 2;

  static final int MAX_PROBES = 4096;

  private static final long MIN_SLOTS = 1 << 10;
  private static final long MAX_FIRST_SLOTS = 1 << 22;
  private static final long IMAGE_BYTES_PER_SLOT = 512;
  private static final int NOTES_OFFSET = 2 * Long.BYTES;
  private static final byte KEY_TAG = 0x0a;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  private final MemorySegment image;
  private final long slotBytes;
  private Arena arena = Arena.ofConfined();
  private MemorySegment slots;
  private long mask;
  private long size;

  /// Makes an empty table.
  ///
  /// @param image what row words point into
  /// @param noteCount notes per key
  public KeyTable(MemorySegment image, int noteCount) {
    this.image = image;
    this.slotBytes = NOTES_OFFSET + (long) noteCount * Long.BYTES;
    long wanted = Math.min(image.byteSize() / IMAGE_BYTES_PER_SLOT, MAX_FIRST_SLOTS);
    long first = Long.highestOneBit(Math.max(wanted, MIN_SLOTS));
    this.mask = first - 1;
    this.slots = arena.allocate(first * slotBytes, Long.BYTES);
  }

  /// {@return the word for a row}
  ///
  /// @param flags [#EMPTY_KEY] and [#TOMBSTONE] as they apply
  public static long word(long rowOffset, int flags) {
    return rowOffset << 2 | flags;
  }

  public static long rowOffset(long word) {
    return word >>> 2;
  }

  public static boolean isTombstone(long word) {
    return (word & TOMBSTONE) != 0;
  }

  /// {@return the hash of a user key, as the other methods want it}
  public static long hash(MemorySegment image, long keyOffset, long keyLength) {
    return KeyHash.of(image, keyOffset, keyLength);
  }

  /// Pulls the first slot of `hash` towards the processor. {@return bits of it, meaningless}
  long touchSlot(long hash) {
    return slots.get(LONG, (hash & mask) * slotBytes + Long.BYTES);
  }

  /// Pulls the row that the first slot of `hash` names towards the processor; for a free slot that
  /// is the start of the image, which costs nothing. There is no branch on whether [#slot] will
  /// want the row: guessed wrongly, it would stop the loads behind it. {@return bits of it,
  /// meaningless}
  long touchRow(long hash) {
    long word = slots.get(LONG, (hash & mask) * slotBytes + Long.BYTES);
    return image.get(ValueLayout.JAVA_BYTE, rowOffset(word));
  }

  /// Makes `word` the newest row of the user key at `keyOffset`.
  ///
  /// @return the word that was there, or [#NONE]
  long replace(long hash, long keyOffset, long keyLength, long word) {
    long slot = slot(hash, keyOffset, keyLength);
    long previous = slots.get(LONG, slot + Long.BYTES);
    put(slot, hash, word);
    return previous;
  }

  /// {@return the slot of a user key, free if the key is not there; valid until the next call}
  public long slot(long hash, long keyOffset, long keyLength) {
    if (size * 2 > mask) {
      grow();
    }
    long index = hash & mask;
    for (int probe = 0; probe < MAX_PROBES; probe++) {
      long slot = index * slotBytes;
      long found = slots.get(LONG, slot + Long.BYTES);
      if (found == NONE
          || (slots.get(LONG, slot) == hash && holdsKey(found, keyOffset, keyLength))) {
        return slot;
      }
      index = (index + 1) & mask;
    }
    throw new CorruptException(
        "bucket key: offset %d: user key expected at most %d keys of its hash, found more"
            .formatted(keyOffset, MAX_PROBES));
  }

  /// {@return the row word in a slot, [#NONE] if the slot is free}
  public long word(long slot) {
    return slots.get(LONG, slot + Long.BYTES);
  }

  /// Fills or replaces a slot; its notes stay.
  public void put(long slot, long hash, long word) {
    if (slots.get(LONG, slot + Long.BYTES) == NONE) {
      slots.set(LONG, slot, hash);
      size++;
    }
    slots.set(LONG, slot + Long.BYTES, word);
  }

  public long note(long slot, int index) {
    return slots.get(LONG, slot + NOTES_OFFSET + (long) index * Long.BYTES);
  }

  public void setNote(long slot, int index, long value) {
    slots.set(LONG, slot + NOTES_OFFSET + (long) index * Long.BYTES, value);
  }

  /// Hands every used slot to `visitor`, in no order that means anything.
  public void forEachSlot(LongConsumer visitor) {
    for (long slot = 0; slot <= mask * slotBytes; slot += slotBytes) {
      if (word(slot) != NONE) {
        visitor.accept(slot);
      }
    }
  }

  /// {@return the number of distinct keys}
  public long size() {
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
    MemorySegment newSlots = newArena.allocate((newMask + 1) * slotBytes, Long.BYTES);
    for (long slot = 0; slot <= mask * slotBytes; slot += slotBytes) {
      if (word(slot) == NONE) {
        continue;
      }
      long index = slots.get(LONG, slot) & newMask;
      while (newSlots.get(LONG, index * slotBytes + Long.BYTES) != NONE) {
        index = (index + 1) & newMask;
      }
      MemorySegment.copy(slots, slot, newSlots, index * slotBytes, slotBytes);
    }
    arena.close();
    arena = newArena;
    slots = newSlots;
    mask = newMask;
  }
}
