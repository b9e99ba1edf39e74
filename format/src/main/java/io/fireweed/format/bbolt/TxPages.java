package io.fireweed.format.bbolt;

import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/// The pages of one write transaction: the committed ones it reads, those it frees, those it adds.
final class TxPages {
  private final Pages committed;
  private final Freelist freelist;
  private final PageStack unknownWay = new PageStack();
  private final List<DirtyPage> dirty = new ArrayList<>();
  private long hwm;

  TxPages(Pages committed, Freelist freelist, long hwm) {
    this.committed = committed;
    this.freelist = freelist;
    this.hwm = hwm;
  }

  int pageSize() {
    return committed.pageSize();
  }

  /// {@return pages in use, those of this transaction included}
  long hwm() {
    return hwm;
  }

  /// {@return the state that this transaction began with}
  Pages committed() {
    return committed;
  }

  /// {@return the subtree's root as it is now}
  TreeView view(Child child) {
    Node node = child.node;
    if (node == null) {
      return view(child.pgid);
    }
    return switch (node) {
      case LeafNode leaf -> leaf;
      case BranchNode branch -> branch;
    };
  }

  /// {@return a committed page}
  TreeView view(long pgid) {
    return switch (committed.require(pgid, unknownWay)) {
      case LeafPage leaf -> new CleanLeaf(leaf);
      case BranchPage branch -> new CleanBranch(branch);
    };
  }

  /// {@return the subtree's root as a node that can change}
  Node load(Child child) {
    Node loaded = child.node;
    if (loaded == null) {
      loaded =
          switch (committed.require(child.pgid, unknownWay)) {
            case LeafPage leaf ->
                load(committed, new CleanLeaf(leaf), child.pgid, runLength(child.pgid));
            case BranchPage branch -> load(new CleanBranch(branch), child.pgid);
          };
      child.node = loaded;
    }
    return loaded;
  }

  /// {@return a leaf to change; `origin` is 0 if it is inline}
  ///
  /// @throws CorruptException if its keys do not ascend
  static LeafNode load(Pages committed, CleanLeaf page, long origin, long pages) {
    LeafNode leaf = new LeafNode(origin, pages, page.count());
    for (int i = 0; i < page.count(); i++) {
      Element element = page.element(i);
      if (i > 0) {
        requireAscending(committed, origin, i, leaf.element(i - 1).key(), element.key());
      }
      leaf.add(element);
    }
    return leaf;
  }

  private BranchNode load(CleanBranch page, long origin) {
    List<Child> children = new ArrayList<>(page.count() + 1);
    for (int i = 0; i < page.count(); i++) {
      Child child = page.child(i);
      if (i > 0) {
        requireAscending(committed, origin, i, children.get(i - 1).key, child.key);
      }
      children.add(child);
    }
    return new BranchNode(origin, runLength(origin), children);
  }

  private static void requireAscending(
      Pages committed, long pgid, int index, MemorySegment before, MemorySegment key) {
    if (Keys.compare(before, key) >= 0) {
      throw new CorruptException(
          "%s: page %d: element %d: expected a key after %s, found %s"
              .formatted(committed.file(), pgid, index, Bytes.of(before), Bytes.of(key)));
    }
  }

  /// Frees the page that a node was read from, if any.
  void freeOrigin(Node node) {
    if (node.origin != 0) {
      freelist.free(node.origin, node.originPages, committed.hwm());
    }
  }

  /// Frees the stored freelist of the state that this transaction began with.
  void freeList(Pgid list) {
    freelist.free(list.value(), runLength(list.value()), committed.hwm());
  }

  /// Frees a committed page run.
  void free(long pgid) {
    freelist.free(pgid, runLength(pgid), committed.hwm());
  }

  /// Takes a run of pages. {@return the first one}
  long allocate(long pages) {
    long found = freelist.allocate(pages);
    if (found < 0) {
      found = hwm;
      hwm = freelist.extend(hwm, pages);
    }
    return found;
  }

  /// {@return the pages that `bytes` take}
  long pagesFor(long bytes) {
    return (bytes + pageSize() - 1) / pageSize();
  }

  /// Adds a page run to what the commit writes.
  void write(DirtyPage page) {
    dirty.add(page);
  }

  /// Hands all dirty pages to the file, ascending, tails filled with zeros.
  void flush(PageStream stream) throws IOException {
    dirty.sort(Comparator.comparingLong(DirtyPage::pgid));
    assert disjoint();
    for (DirtyPage page : dirty) {
      stream.seek(page.pgid() * pageSize());
      page.writeTo(stream);
      stream.padTo((page.pgid() + page.pages()) * pageSize());
    }
    stream.flush();
  }

  private long runLength(long pgid) {
    return runLength(committed, pgid);
  }

  /// {@return pages of the run that begins at a page which was checked}
  static long runLength(Pages pages, long pgid) {
    return 1 + LittleEndian.u32(pages.bytes(), pgid * pages.pageSize() + PageHeader.OVERFLOW);
  }

  private boolean disjoint() {
    BitSet written = new BitSet();
    for (DirtyPage page : dirty) {
      int first = (int) page.pgid();
      if (first < Pgid.FIRST_DATA.value() || written.nextSetBit(first) >= 0) {
        return false;
      }
      written.set(first, first + (int) page.pages());
    }
    return true;
  }
}
