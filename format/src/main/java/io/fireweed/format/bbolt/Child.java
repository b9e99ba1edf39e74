package io.fireweed.format.bbolt;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// A subtree: the page it is on, or the node it was loaded into.
///
/// Every key below is at or after `key`, except below the first child of a node, which also takes
/// what is smaller; the commit then lowers its key.
final class Child {
  /// The first key when the page was written; empty for the root of a bucket.
  final MemorySegment key;

  final long pgid;

  /// The changed content; absent while the page still says it all.
  @Nullable Node node;

  private Child(MemorySegment key, long pgid, @Nullable Node node) {
    this.key = key;
    this.pgid = pgid;
    this.node = node;
  }

  static Child onPage(MemorySegment key, long pgid) {
    return new Child(key, pgid, null);
  }

  /// {@return the root of a bucket, on this page}
  static Child rootOnPage(long pgid) {
    return onPage(MemorySegment.NULL, pgid);
  }

  /// {@return the root of a bucket that has no page}
  static Child rootOf(Node node) {
    return new Child(MemorySegment.NULL, 0, node);
  }

  /// {@return bytes in a branch page, the entry of the element table included}
  long pageBytes() {
    return TreePage.ELEMENT_SIZE + key.byteSize();
  }
}
