package io.fireweed.storage.mvcc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// One of the many parts of a [KeyHashTable].
///
/// Slots of 16 bytes, hash then reference, open addressing with linear probing, at most 7 of 10
/// slots in use, doubled when that is exceeded. A key that finds no free slot within
/// [#MAX_PROBES] is left out, and from then on a miss proves nothing: so keys that are made to
/// collide cost no more than a search in the tree.
final class KeyHashPart implements AutoCloseable {
  static final int MAX_PROBES = 64;

  private static final int SLOT_BYTES = 16;
  private static final int SMALLEST_SLOTS = 1 << 4;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private final KeyRecords records;
  private Arena arena = Arena.ofShared();
  private MemorySegment slots;
  private long mask;
  private long used;
  private boolean complete = true;

  KeyHashPart(KeyRecords records) {
    this.records = records;
    this.slots = arena.allocate((long) SMALLEST_SLOTS * SLOT_BYTES);
    this.mask = SMALLEST_SLOTS - 1;
  }

  long nativeBytes() {
    return slots.byteSize();
  }

  /// {@return the reference of the key at that place, [BlockArena#NONE] if there is no such key, or
  /// [KeyHashTable#UNKNOWN]}
  long find(long hash, MemorySegment base, long offset, long length) {
    long slot = home(hash);
    for (int probe = 0; probe < MAX_PROBES; probe++) {
      long ref = ref(slot);
      if (ref == BlockArena.NONE) {
        break;
      }
      if (hashAt(slot) == hash && records.hasKey(ref, base, offset, length)) {
        return ref;
      }
      slot = (slot + 1) & mask;
    }
    return complete ? BlockArena.NONE : KeyHashTable.UNKNOWN;
  }

  /// Adds a key that is not in the table.
  void add(long hash, long ref) {
    if ((used + 1) * 10 > (mask + 1) * 7) {
      grow();
    }
    place(hash, ref);
  }

  private long home(long hash) {
    return hash >>> KeyHashTable.PART_BITS & mask;
  }

  private void place(long hash, long ref) {
    long slot = home(hash);
    for (int probe = 0; probe < MAX_PROBES; probe++) {
      if (ref(slot) == BlockArena.NONE) {
        set(slot, hash, ref);
        used++;
        return;
      }
      slot = (slot + 1) & mask;
    }
    complete = false;
  }

  /// Takes a key out and moves those behind it up, so that no probe meets a hole.
  void remove(long hash, long ref) {
    long slot = home(hash);
    int probe = 0;
    while (ref(slot) != ref) {
      if (ref(slot) == BlockArena.NONE || ++probe == MAX_PROBES) {
        return;
      }
      slot = (slot + 1) & mask;
    }
    used--;
    long hole = slot;
    for (long next = (hole + 1) & mask; ref(next) != BlockArena.NONE; next = (next + 1) & mask) {
      long home = home(hashAt(next));
      if (((next - home) & mask) >= ((next - hole) & mask)) {
        set(hole, hashAt(next), ref(next));
        hole = next;
      }
    }
    set(hole, 0, BlockArena.NONE);
  }

  private void grow() {
    MemorySegment old = slots;
    Arena oldArena = arena;
    long oldSlots = mask + 1;
    arena = Arena.ofShared();
    slots = arena.allocate(old.byteSize() * 2);
    mask = oldSlots * 2 - 1;
    used = 0;
    for (long slot = 0; slot < oldSlots; slot++) {
      long ref = old.get(LONG, slot * SLOT_BYTES + Long.BYTES);
      if (ref != BlockArena.NONE) {
        place(old.get(LONG, slot * SLOT_BYTES), ref);
      }
    }
    oldArena.close();
  }

  private long ref(long slot) {
    return slots.get(LONG, slot * SLOT_BYTES + Long.BYTES);
  }

  private long hashAt(long slot) {
    return slots.get(LONG, slot * SLOT_BYTES);
  }

  private void set(long slot, long hash, long ref) {
    slots.set(LONG, slot * SLOT_BYTES, hash);
    slots.set(LONG, slot * SLOT_BYTES + Long.BYTES, ref);
  }

  @Override
  public void close() {
    arena.close();
  }
}
