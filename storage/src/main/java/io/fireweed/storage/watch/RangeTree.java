package io.fireweed.storage.watch;

import io.fireweed.format.wire.Bytes;
import io.fireweed.storage.mvcc.KeyRange;
import java.util.List;

/// Sets of watchers by range, found by a key inside the range.
///
/// A binary tree by first key, then end; a heap by a number that nobody outside can steer, which
/// keeps it as deep as the logarithm of its size. Every node knows the largest end below it, so
/// finding the `k` ranges around a key looks at about `k + log n` nodes.
final class RangeTree {
  private static final Node NONE = new Node();

  private Node root = NONE;
  private long nodesMade;

  /// {@return the set of exactly this range, made if there is none}
  WatcherSet require(KeyRange range) {
    Node at = root;
    while (at != NONE) {
      int order = compare(range, at.range);
      if (order == 0) {
        return at.watchers;
      }
      at = order < 0 ? at.left : at.right;
    }
    Node made = new Node(range, mix(++nodesMade));
    root = insert(root, made);
    return made.watchers;
  }

  void remove(KeyRange range) {
    root = remove(root, range);
  }

  /// Adds the watchers of all ranges to `found`.
  void addTo(List<Watcher> found) {
    addTo(root, found);
  }

  private static void addTo(Node node, List<Watcher> found) {
    if (node != NONE) {
      addTo(node.left, found);
      node.watchers.addTo(found);
      addTo(node.right, found);
    }
  }

  /// Adds the watchers of all ranges around `key` to `found`.
  void match(Bytes key, List<Watcher> found) {
    match(root, key, found);
  }

  private static void match(Node node, Bytes key, List<Watcher> found) {
    if (node == NONE || !endsAbove(node.farthest, key)) {
      return;
    }
    match(node.left, key, found);
    if (node.range.first().compareTo(key) <= 0) {
      if (endsAbove(node.range, key)) {
        node.watchers.addTo(found);
      }
      match(node.right, key, found);
    }
  }

  private static Node insert(Node node, Node made) {
    if (node == NONE) {
      return made;
    }
    if (compare(made.range, node.range) < 0) {
      node.left = insert(node.left, made);
      return node.left.rank > node.rank ? rotateRight(node) : node.update();
    }
    node.right = insert(node.right, made);
    return node.right.rank > node.rank ? rotateLeft(node) : node.update();
  }

  private static Node remove(Node node, KeyRange range) {
    if (node == NONE) {
      return node;
    }
    int order = compare(range, node.range);
    if (order == 0) {
      return merge(node.left, node.right);
    }
    if (order < 0) {
      node.left = remove(node.left, range);
    } else {
      node.right = remove(node.right, range);
    }
    return node.update();
  }

  /// {@return one tree of two, all of the first below all of the second}
  private static Node merge(Node low, Node high) {
    if (low == NONE) {
      return high;
    }
    if (high == NONE) {
      return low;
    }
    if (low.rank > high.rank) {
      low.right = merge(low.right, high);
      return low.update();
    }
    high.left = merge(low, high.left);
    return high.update();
  }

  private static Node rotateRight(Node node) {
    Node top = node.left;
    node.left = top.right;
    top.right = node.update();
    return top.update();
  }

  private static Node rotateLeft(Node node) {
    Node top = node.right;
    node.right = top.left;
    top.left = node.update();
    return top.update();
  }

  private static int compare(KeyRange a, KeyRange b) {
    int order = a.first().compareTo(b.first());
    return order != 0 ? order : compareEnds(a, b);
  }

  private static int compareEnds(KeyRange a, KeyRange b) {
    if (a instanceof KeyRange.HalfOpen(_, Bytes endA)) {
      return b instanceof KeyRange.HalfOpen(_, Bytes endB) ? endA.compareTo(endB) : -1;
    }
    return b instanceof KeyRange.HalfOpen ? 1 : 0;
  }

  private static boolean endsAbove(KeyRange range, Bytes key) {
    return !(range instanceof KeyRange.HalfOpen(_, Bytes end)) || end.compareTo(key) > 0;
  }

  /// Spreads consecutive numbers over all 64 bits.
  private static long mix(long number) {
    long spread = number * 0x9e3779b97f4a7c15L;
    spread = (spread ^ spread >>> 32) * 0xd6e8feb86659fd93L;
    return spread ^ spread >>> 32;
  }

  private static final class Node {
    private final KeyRange range;
    private final long rank;
    private final WatcherSet watchers = new WatcherSet();
    private Node left;
    private Node right;
    private KeyRange farthest;

    /// The end of every branch.
    private Node() {
      range = KeyRange.all();
      farthest = range;
      rank = Long.MIN_VALUE;
      left = this;
      right = this;
    }

    private Node(KeyRange range, long rank) {
      this.range = range;
      this.farthest = range;
      this.rank = rank;
      this.left = NONE;
      this.right = NONE;
    }

    private Node update() {
      farthest = range;
      if (left != NONE && compareEnds(left.farthest, farthest) > 0) {
        farthest = left.farthest;
      }
      if (right != NONE && compareEnds(right.farthest, farthest) > 0) {
        farthest = right.farthest;
      }
      return this;
    }
  }
}
