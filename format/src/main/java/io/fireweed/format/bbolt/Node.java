package io.fireweed.format.bbolt;

/// A page of the tree, taken apart so that it can change.
///
/// Between load and commit a node may grow without limit or shrink to nothing; [Rebalance] and
/// [Spill] make pages of it again. Its old page stays as it is: a commit never writes in place.
abstract sealed class Node permits LeafNode, BranchNode {
  /// The page this was read from, and how many pages it takes; 0 if it never was on disk or was
  /// inline.
  final long origin;

  final long originPages;

  /// Whether something was removed since the load, so that the node may now be too small.
  boolean shrunk;

  Node(long origin, long originPages) {
    this.origin = origin;
    this.originPages = originPages;
  }

  /// {@return number of elements}
  abstract int count();

  /// {@return bytes as one page, the page header included}
  abstract long pageBytes();

  /// {@return bytes of element `index` in a page, its entry of the element table included}
  abstract long pageBytes(int index);
}
