package io.fireweed.format.bbolt;

import io.fireweed.format.fault.CorruptException;

/// Joins nodes that deletions left too small, before a commit splits the large ones.
///
/// A node is too small when it fills at most a quarter of a page, or when it is a branch with fewer
/// than two children. It moves into its left neighbour (the first child: takes in its right one). A
/// node with nothing left disappears. A bucket's root that is a branch with one child gives its
/// place to that child.
final class Rebalance {
  private static final int SMALL_PARTS = 4;
  private static final int MIN_CHILDREN = 2;

  private final TxPages pages;

  Rebalance(TxPages pages) {
    this.pages = pages;
  }

  /// {@return the root of the same elements, without small nodes}
  Child apply(Child root) {
    if (root.node instanceof BranchNode branch) {
      joinChildren(branch);
    }
    Child top = root;
    while (top.node instanceof BranchNode branch && branch.count() < MIN_CHILDREN) {
      pages.freeOrigin(branch);
      top = branch.count() == 0 ? Child.rootOf(LeafNode.empty()) : branch.child(0);
    }
    return top;
  }

  private void joinChildren(BranchNode parent) {
    int index = 0;
    while (index < parent.count()) {
      Node node = parent.child(index).node;
      if (node instanceof BranchNode branch) {
        joinChildren(branch);
      }
      if (node == null || !node.shrunk) {
        index++;
      } else if (node.count() == 0) {
        pages.freeOrigin(node);
        parent.remove(index);
      } else if (isSmall(node) && parent.count() > 1) {
        index = Math.max(0, index - 1);
        join(parent, index);
      } else {
        node.shrunk = false;
        index++;
      }
    }
  }

  private boolean isSmall(Node node) {
    return node.pageBytes() <= pages.pageSize() / SMALL_PARTS
        || (node instanceof BranchNode && node.count() < MIN_CHILDREN);
  }

  /// Moves child `left + 1` into child `left`, which is then looked at again.
  private void join(BranchNode parent, int left) {
    Node into = pages.load(parent.child(left));
    Node from = pages.load(parent.child(left + 1));
    switch (into) {
      case LeafNode leaf when from instanceof LeafNode right -> leaf.append(right);
      case BranchNode branch when from instanceof BranchNode right -> branch.append(right);
      case LeafNode _, BranchNode _ ->
          throw new CorruptException(
              "page %d: expected neighbours of one depth, found a leaf beside a branch"
                  .formatted(into.origin));
    }
    into.shrunk = true;
    pages.freeOrigin(from);
    parent.remove(left + 1);
  }
}
