package io.fireweed.format.bbolt;

/// A page of the tree as its write transaction sees it: committed, or changed and in memory.
sealed interface TreeView permits LeafView, BranchView {
  /// A deeper tree is a cycle: 64 levels of two children already hold more than any file.
  int MAX_DEPTH = 64;

  /// {@return number of elements}
  int count();
}
