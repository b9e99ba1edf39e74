package io.fireweed.format.bbolt;

import java.lang.foreign.MemorySegment;

/// A leaf as its write transaction sees it.
sealed interface LeafView extends TreeView permits LeafNode, CleanLeaf {
  /// {@return element `index`, `0 <= index < count`}
  Element element(int index);

  /// {@return the index of `key`, or `-(insertion point) - 1` if it is absent}
  default int search(MemorySegment key) {
    int low = 0;
    int high = count() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = Keys.compare(element(middle).key(), key);
      if (order < 0) {
        low = middle + 1;
      } else if (order > 0) {
        high = middle - 1;
      } else {
        return middle;
      }
    }
    return -low - 1;
  }
}
