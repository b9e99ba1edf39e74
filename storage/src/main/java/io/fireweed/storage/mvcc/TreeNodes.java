package io.fireweed.storage.mvcc;

import java.lang.foreign.MemorySegment;

/// The nodes of a [KeyTree]: blocks of 1 KiB.
///
/// | offset | size | field | meaning |
/// |---|---|---|---|
/// | 0 | 4 | count | slots in use |
/// | 4 | 4 | kind | 0 leaf, 1 inner |
/// | 8 | 4 | skip | bytes that all keys of the node share |
/// | 16 | 8 × capacity | heads | 8 bytes of each key behind the shared ones, big endian |
/// | … | 8 × capacity | keys | references to [KeyRecords] |
/// | … | 8 × capacity | children | inner nodes only |
///
/// Slot 0 of an inner node has a child and no key: everything below slot 1 belongs to it. Byte
/// order of the fields: native. Heads order as unsigned numbers; equal heads are settled by the
/// keys themselves.
final class TreeNodes {
  static final int LEAF_CAPACITY = 62;
  static final int INNER_CAPACITY = 41;

  private static final int NODE_BYTES = 1024;
  private static final int COUNT = 0;
  private static final int KIND = 4;
  private static final int SKIP = 8;
  private static final int HEADS = 16;
  private static final int LEAF_KEYS = HEADS + Long.BYTES * LEAF_CAPACITY;
  private static final int INNER_KEYS = HEADS + Long.BYTES * INNER_CAPACITY;
  private static final int CHILDREN = INNER_KEYS + Long.BYTES * INNER_CAPACITY;

  private final BlockArena blocks;
  private final KeyRecords records;

  TreeNodes(BlockArena blocks, KeyRecords records) {
    this.blocks = blocks;
    this.records = records;
  }

  long createLeaf() {
    return create(0);
  }

  long createInner(long onlyChild) {
    long node = create(1);
    setOnlyChild(node, onlyChild);
    return node;
  }

  void setOnlyChild(long node, long child) {
    blocks.setInt(node, COUNT, 1);
    blocks.setLong(node, CHILDREN, child);
  }

  private long create(int kind) {
    long node = blocks.allocate(NODE_BYTES);
    blocks.setInt(node, COUNT, 0);
    blocks.setInt(node, KIND, kind);
    blocks.setInt(node, SKIP, 0);
    return node;
  }

  void destroy(long node) {
    blocks.free(node, NODE_BYTES);
  }

  boolean isLeaf(long node) {
    return blocks.intAt(node, KIND) == 0;
  }

  int count(long node) {
    return blocks.intAt(node, COUNT);
  }

  boolean isFull(long node) {
    return count(node) == (isLeaf(node) ? LEAF_CAPACITY : INNER_CAPACITY);
  }

  long key(long node, int slot) {
    return blocks.longAt(node, keys(node) + Long.BYTES * slot);
  }

  long child(long node, int slot) {
    return blocks.longAt(node, CHILDREN + Long.BYTES * slot);
  }

  /// {@return the first slot of a leaf whose key is `key` or after it}
  int lowerBound(long node, MemorySegment key, long length) {
    return search(node, 0, key, length, 0);
  }

  /// {@return the slot of an inner node whose subtree `key` belongs to}
  int childSlot(long node, MemorySegment key, long length) {
    return search(node, 1, key, length, 1) - 1;
  }

  /// {@return the first slot from `low` on whose key compares with `key` as `floor` or more}
  private int search(long node, int low, MemorySegment key, long length, int floor) {
    int count = count(node);
    if (low >= count) {
      return low;
    }
    int skip = blocks.intAt(node, SKIP);
    if (skip > 0) {
      long first = key(node, low);
      int shared = records.sharedPrefix(first, key, length, skip);
      if (shared < skip) {
        return records.compare(first, key, length, shared) > 0 ? low : count;
      }
    }
    long head = KeyRecords.head(key, skip, length - skip);
    MemorySegment chunk = blocks.chunk(node);
    long heads = BlockArena.offset(node) + HEADS;
    int from = low;
    int to = count;
    while (from < to) {
      int middle = (from + to) >>> 1;
      long found = chunk.get(BlockArena.LONG, heads + (long) Long.BYTES * middle);
      int order = Long.compareUnsigned(found, head);
      if (order == 0) {
        order = records.compare(key(node, middle), key, length, skip);
      }
      if (order < floor) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  void insertKey(long node, int slot, long ref) {
    openSlot(node, slot);
    setKey(node, slot, ref);
    settle(node, slot);
  }

  void insertChild(long node, int slot, long separator, long child) {
    openSlot(node, slot);
    setKey(node, slot, separator);
    blocks.setLong(node, CHILDREN + Long.BYTES * slot, child);
    settle(node, slot);
  }

  void removeKey(long node, int slot) {
    closeSlot(node, slot);
  }

  /// Takes a child out, with the separator that led to it or, for the first, the next one's.
  void removeChild(long node, int slot) {
    int separator = slot == 0 ? 1 : slot;
    if (separator < count(node)) {
      records.destroy(key(node, separator));
    }
    closeSlot(node, slot);
  }

  /// {@return the key in front of the first child of a right half, which leaves the node}
  long takeFirstSeparator(long node) {
    return key(node, 0);
  }

  /// Moves the upper half of a full node, or nothing of it, to a new node. {@return the new node}
  long split(long node, boolean atEnd) {
    int count = count(node);
    int keep = atEnd ? count : count / 2;
    long right = create(blocks.intAt(node, KIND));
    moveSlots(node, keep, right, 0, count - keep);
    blocks.setInt(node, COUNT, keep);
    blocks.setInt(right, COUNT, count - keep);
    refreshHeads(node);
    refreshHeads(right);
    return right;
  }

  private void openSlot(long node, int slot) {
    int count = count(node);
    moveSlots(node, slot, node, slot + 1, count - slot);
    blocks.setInt(node, COUNT, count + 1);
  }

  private void closeSlot(long node, int slot) {
    int count = count(node);
    moveSlots(node, slot + 1, node, slot, count - slot - 1);
    blocks.setInt(node, COUNT, count - 1);
  }

  private void moveSlots(long from, int fromSlot, long to, int toSlot, int slots) {
    if (slots <= 0) {
      return;
    }
    move(from, HEADS, fromSlot, to, toSlot, slots);
    move(from, keys(from), fromSlot, to, toSlot, slots);
    if (!isLeaf(from)) {
      move(from, CHILDREN, fromSlot, to, toSlot, slots);
    }
  }

  private void move(long from, int array, int fromSlot, long to, int toSlot, int slots) {
    MemorySegment.copy(
        blocks.chunk(from),
        BlockArena.offset(from) + array + (long) Long.BYTES * fromSlot,
        blocks.chunk(to),
        BlockArena.offset(to) + array + (long) Long.BYTES * toSlot,
        (long) Long.BYTES * slots);
  }

  /// Gives a new key its head; when it shortens the shared prefix, all keys get new ones.
  private void settle(long node, int slot) {
    int low = isLeaf(node) ? 0 : 1;
    int count = count(node);
    if (count - low <= 1) {
      refreshHeads(node);
      return;
    }
    long ref = key(node, slot);
    int skip = blocks.intAt(node, SKIP);
    long neighbour = key(node, slot == low ? low + 1 : low);
    int length = records.keyLength(ref);
    if (records.sharedPrefix(neighbour, records.key(ref), length, skip) < skip) {
      refreshHeads(node);
    } else {
      setHead(node, slot, records.head(ref, skip));
    }
  }

  private void refreshHeads(long node) {
    int low = isLeaf(node) ? 0 : 1;
    int count = count(node);
    int skip = 0;
    if (count > low) {
      long last = key(node, count - 1);
      int length = records.keyLength(last);
      skip = records.sharedPrefix(key(node, low), records.key(last), length, length);
    }
    blocks.setInt(node, SKIP, skip);
    for (int i = low; i < count; i++) {
      setHead(node, i, records.head(key(node, i), skip));
    }
  }

  private void setKey(long node, int slot, long ref) {
    blocks.setLong(node, keys(node) + Long.BYTES * slot, ref);
  }

  private void setHead(long node, int slot, long head) {
    blocks.setLong(node, HEADS + Long.BYTES * slot, head);
  }

  private int keys(long node) {
    return isLeaf(node) ? LEAF_KEYS : INNER_KEYS;
  }
}
