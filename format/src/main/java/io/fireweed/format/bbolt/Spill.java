package io.fireweed.format.bbolt;

import java.util.ArrayList;
import java.util.List;

/// Makes pages of changed nodes, bottom-up, and cuts what does not fit one page.
///
/// A node is cut when it has more than four elements and exceeds a page: the first page takes
/// elements until the fill mark is passed, but at least two, and leaves at least two. So a page
/// overflows only when few elements are large.
final class Spill {
  private static final int MIN_ELEMENTS = 2;
  private static final int UNCUT_ELEMENTS = 2 * MIN_ELEMENTS;

  /// Positions inside a page are 32 bits wide.
  private static final long MAX_PAGE_BYTES = 0xFFFF_FFFFL;

  private final TxPages pages;
  private final long fillBytes;

  Spill(TxPages pages, double fillPercent) {
    this.pages = pages;
    this.fillBytes = (long) (pages.pageSize() * fillPercent);
  }

  /// Adds the subtree's changed nodes to the pages to be written. {@return its root page}
  long apply(Child root) {
    Node node = root.node;
    if (node == null) {
      return root.pgid;
    }
    List<Child> top = spill(node);
    while (top.size() > 1) {
      top = write(new BranchNode(0, 0, top));
    }
    return top.get(0).pgid;
  }

  private List<Child> spill(Node node) {
    if (node instanceof BranchNode branch) {
      List<Child> children = new ArrayList<>(branch.count() + 1);
      for (int i = 0; i < branch.count(); i++) {
        Child child = branch.child(i);
        Node below = child.node;
        if (below == null) {
          children.add(child);
        } else {
          children.addAll(spill(below));
        }
      }
      branch.replaceAll(children);
    }
    pages.freeOrigin(node);
    return write(node);
  }

  private List<Child> write(Node node) {
    List<Child> written = new ArrayList<>();
    int from = 0;
    long left = node.pageBytes();
    do {
      int to = cut(node, from, left);
      long bytes = PageHeader.SIZE;
      for (int i = from; i < to; i++) {
        bytes += node.pageBytes(i);
      }
      written.add(writePart(node, from, to, bytes));
      left -= bytes - PageHeader.SIZE;
      from = to;
    } while (from < node.count());
    return written;
  }

  /// {@return the end of the page that begins with element `from`}
  ///
  /// @param left bytes of one page with all elements from there on
  private int cut(Node node, int from, long left) {
    int count = node.count();
    boolean tooLong = left > MAX_PAGE_BYTES;
    if (count - from <= (tooLong ? 1 : UNCUT_ELEMENTS) || left <= pages.pageSize()) {
      return count;
    }
    int least = tooLong ? 1 : MIN_ELEMENTS;
    long bytes = PageHeader.SIZE;
    int to = from;
    while (to < count - least && to - from < PageHeader.MAX_COUNT) {
      long more = bytes + node.pageBytes(to);
      if (to - from >= least && more > fillBytes) {
        break;
      }
      bytes = more;
      to++;
    }
    return to;
  }

  private Child writePart(Node node, int from, int to, long bytes) {
    long count = pages.pagesFor(bytes);
    long pgid = pages.allocate(count);
    return switch (node) {
      case LeafNode leaf -> {
        pages.write(new DirtyPage.Leaf(pgid, count, leaf, from, to));
        yield to == 0 ? Child.rootOnPage(pgid) : Child.onPage(leaf.element(from).key(), pgid);
      }
      case BranchNode branch -> {
        pages.write(new DirtyPage.Branch(pgid, count, branch, from, to));
        yield Child.onPage(branch.child(from).key, pgid);
      }
    };
  }
}
