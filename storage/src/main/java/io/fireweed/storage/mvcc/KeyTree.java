package io.fireweed.storage.mvcc;

import java.lang.foreign.MemorySegment;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// A B+tree of [KeyRecords] in native memory, ordered by unsigned bytes of the key.
///
/// Nodes are [TreeNodes] of 1 KiB. A leaf refers to records; an inner node to children, each but
/// the first with the smallest key that its subtree held when it was split off, as a record of its
/// own. Every node keeps, beside each reference, eight bytes of the key behind the prefix that all
/// its keys share, so that a search mostly stays inside the node.
///
/// Nodes are split in the middle, or at the end when the newest key is the largest. A removal takes
/// away nodes that became empty and joins nothing: keys that come and go in order free their nodes,
/// scattered removals leave nodes thinly filled until the keys between come back.
final class KeyTree {
  private final KeyRecords records;
  private final TreeNodes nodes;
  private long root;
  private long size;

  /// What a split hands to the node above.
  private record Sibling(long separator, long node) {}

  KeyTree(BlockArena blocks, KeyRecords records) {
    this.records = records;
    this.nodes = new TreeNodes(blocks, records);
    this.root = nodes.createLeaf();
  }

  /// {@return the number of records}
  long size() {
    return size;
  }

  /// {@return the record of the key, or [BlockArena#NONE]}
  long find(MemorySegment key) {
    long length = key.byteSize();
    long node = root;
    while (!nodes.isLeaf(node)) {
      node = nodes.child(node, nodes.childSlot(node, key, length));
    }
    int slot = nodes.lowerBound(node, key, length);
    if (slot < nodes.count(node)) {
      long ref = nodes.key(node, slot);
      if (records.compare(ref, key, length, 0) == 0) {
        return ref;
      }
    }
    return BlockArena.NONE;
  }

  /// {@return the record of the first key that is not before `key`, or [BlockArena#NONE]}
  long ceiling(MemorySegment key) {
    return ceiling(root, key);
  }

  private long ceiling(long node, MemorySegment key) {
    int count = nodes.count(node);
    if (nodes.isLeaf(node)) {
      int slot = nodes.lowerBound(node, key, key.byteSize());
      return slot < count ? nodes.key(node, slot) : BlockArena.NONE;
    }
    for (int i = nodes.childSlot(node, key, key.byteSize()); i < count; i++) {
      long ref = ceiling(nodes.child(node, i), key);
      if (ref != BlockArena.NONE) {
        return ref;
      }
    }
    return BlockArena.NONE;
  }

  /// Adds a record whose key is not in the tree.
  void insert(long ref) {
    MemorySegment key = records.key(ref);
    Sibling split = insert(root, key, ref);
    if (split != null) {
      long left = root;
      root = nodes.createInner(left);
      nodes.insertChild(root, 1, split.separator(), split.node());
    }
    size++;
  }

  private @Nullable Sibling insert(long node, MemorySegment key, long ref) {
    long length = key.byteSize();
    if (nodes.isLeaf(node)) {
      int slot = nodes.lowerBound(node, key, length);
      if (!nodes.isFull(node)) {
        nodes.insertKey(node, slot, ref);
        return null;
      }
      long right = nodes.split(node, slot == nodes.count(node));
      if (slot > nodes.count(node) || nodes.count(right) == 0) {
        nodes.insertKey(right, slot - nodes.count(node), ref);
      } else {
        nodes.insertKey(node, slot, ref);
      }
      return new Sibling(records.create(records.key(nodes.key(right, 0))), right);
    }
    int slot = nodes.childSlot(node, key, length);
    Sibling below = insert(nodes.child(node, slot), key, ref);
    return below == null ? null : addChild(node, slot + 1, below);
  }

  private @Nullable Sibling addChild(long node, int slot, Sibling added) {
    if (!nodes.isFull(node)) {
      nodes.insertChild(node, slot, added.separator(), added.node());
      return null;
    }
    long right = nodes.split(node, slot == nodes.count(node));
    int left = nodes.count(node);
    if (nodes.count(right) == 0) {
      nodes.setOnlyChild(right, added.node());
      return new Sibling(added.separator(), right);
    }
    if (slot > left) {
      nodes.insertChild(right, slot - left, added.separator(), added.node());
    } else {
      nodes.insertChild(node, slot, added.separator(), added.node());
    }
    return new Sibling(nodes.takeFirstSeparator(right), right);
  }

  /// Takes out the record of a key that is in the tree; the record itself stays.
  void remove(MemorySegment key) {
    remove(root, key);
    while (!nodes.isLeaf(root) && nodes.count(root) == 1) {
      long only = nodes.child(root, 0);
      nodes.destroy(root);
      root = only;
    }
    size--;
  }

  /// {@return whether the node has become empty}
  private boolean remove(long node, MemorySegment key) {
    long length = key.byteSize();
    if (nodes.isLeaf(node)) {
      nodes.removeKey(node, nodes.lowerBound(node, key, length));
      return nodes.count(node) == 0;
    }
    int slot = nodes.childSlot(node, key, length);
    long child = nodes.child(node, slot);
    if (remove(child, key)) {
      if (nodes.count(node) == 1 && node == root) {
        return false;
      }
      nodes.destroy(child);
      nodes.removeChild(node, slot);
    }
    return nodes.count(node) == 0;
  }

  /// Gives the records of the range to the visitor, ascending, until it answers false. The visitor
  /// may change records, but neither add nor remove any.
  void forEach(KeyRange range, LongPredicate visitor) {
    MemorySegment first = range.first().segment();
    switch (range) {
      case KeyRange.Single _ -> {
        long ref = find(first);
        if (ref != BlockArena.NONE) {
          boolean _ = visitor.test(ref);
        }
      }
      case KeyRange.HalfOpen(_, var end) -> {
        if (range.first().compareTo(end) < 0) {
          visit(root, first, end.segment(), visitor);
        }
      }
      case KeyRange.From _ -> visit(root, first, null, visitor);
    }
  }

  /// {@return whether the visit is over: the end of the range was met, or the visitor has enough}
  private boolean visit(
      long node, MemorySegment first, @Nullable MemorySegment end, LongPredicate visitor) {
    int count = nodes.count(node);
    if (nodes.isLeaf(node)) {
      int stop = end == null ? count : nodes.lowerBound(node, end, end.byteSize());
      for (int i = nodes.lowerBound(node, first, first.byteSize()); i < stop; i++) {
        if (!visitor.test(nodes.key(node, i))) {
          return true;
        }
      }
      return stop < count;
    }
    for (int i = nodes.childSlot(node, first, first.byteSize()); i < count; i++) {
      if (visit(nodes.child(node, i), first, end, visitor)) {
        return true;
      }
    }
    return false;
  }
}
