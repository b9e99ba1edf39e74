package io.fireweed.format.bbolt;

import io.fireweed.format.fault.CorruptException;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;

/// The pages that the tree of one state uses, found by a walk that refuses damage.
///
/// A db without a stored freelist is opened for writing by this walk: what it does not reach is
/// free. So it must not miss a page, and a page that two parents claim must not go unnoticed.
final class ReachablePages {
  private final Pages pages;
  private final PageStack way = new PageStack();
  private final BitSet reached = new BitSet();

  private ReachablePages(Pages pages) {
    this.pages = pages;
  }

  /// {@return one bit for each page in `[2, hwm)` that the tree below `root` uses}
  ///
  /// @throws CorruptException if the tree is damaged
  static BitSet of(Pages pages, Pgid root) {
    Freelist.bit(pages.file(), pages.hwm());
    ReachablePages walk = new ReachablePages(pages);
    walk.visit(root.value());
    return walk.reached;
  }

  private void visit(long pgid) {
    if (way.isFull()) {
      throw new CorruptException(
          "%s: page %d: expected a tree of at most %d levels, found more: %s"
              .formatted(pages.file(), pgid, PageStack.MAX_DEPTH, way.toList()));
    }
    TreePage page = pages.require(pgid, way);
    mark(pgid);
    way.push(pgid);
    switch (page) {
      case LeafPage leaf -> visitBuckets(new CleanLeaf(leaf));
      case BranchPage branch -> {
        for (int i = 0; i < branch.count(); i++) {
          visit(branch.child(i).value());
        }
      }
    }
    way.pop();
  }

  private void visitBuckets(CleanLeaf leaf) {
    for (int i = 0; i < leaf.count(); i++) {
      if (leaf.page().isBucket(i)) {
        MemorySegment value = leaf.element(i).value();
        if (value.byteSize() < BucketHeader.SIZE) {
          throw new CorruptException(
              "%s: page %s: element %d: expected a bucket header of %d bytes, found %d"
                  .formatted(
                      pages.file(), leaf.page().id(), i, BucketHeader.SIZE, value.byteSize()));
        }
        BucketHeader header = BucketHeader.read(value, 0);
        if (header.isInline()) {
          // bbolt never puts a bucket into an inline one; this check keeps its pages if one did.
          visitBuckets(CleanLeaf.inline(pages, value));
        } else {
          visit(header.root().value());
        }
      }
    }
  }

  private void mark(long pgid) {
    int first = (int) pgid;
    int end = first + (int) TxPages.runLength(pages, pgid);
    int twice = reached.nextSetBit(first);
    if (twice >= 0 && twice < end) {
      throw new CorruptException(
          "%s: page %d: expected one way from the root, found a second: %s"
              .formatted(pages.file(), twice, way.toList()));
    }
    reached.set(first, end);
  }
}
