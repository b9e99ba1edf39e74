package io.fireweed.format.bbolt;

import java.lang.foreign.MemorySegment;

/// A branch as its write transaction sees it.
sealed interface BranchView extends TreeView permits BranchNode, CleanBranch {
  /// {@return child `index`, `0 <= index < count`}
  Child child(int index);

  /// {@return the child that holds `key` if any does: the last one whose key is not after it, or
  /// the first}
  default int indexFor(MemorySegment key) {
    int low = 1;
    int high = count() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (Keys.compare(child(middle).key, key) <= 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return low - 1;
  }
}
