package io.fireweed.format.bbolt;

import java.util.List;
import java.util.stream.LongStream;

/// The way from the root of the db to a page, for messages, and the limit on its length.
///
/// Invariant: `0 <= depth <= MAX_DEPTH`.
final class PageStack {
  /// With two children a branch, 64 levels address more pages than a file can have.
  static final int MAX_DEPTH = 64;

  private final long[] ids = new long[MAX_DEPTH];
  private int depth;

  int depth() {
    return depth;
  }

  boolean isFull() {
    return depth == MAX_DEPTH;
  }

  void push(long pgid) {
    ids[depth++] = pgid;
  }

  void pop() {
    depth--;
  }

  /// {@return the ids from the root down}
  List<Pgid> toList() {
    return LongStream.of(ids).limit(depth).mapToObj(Pgid::new).toList();
  }
}
