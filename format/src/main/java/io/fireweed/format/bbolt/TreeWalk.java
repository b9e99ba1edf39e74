package io.fireweed.format.bbolt;

import io.fireweed.format.wire.Bytes;

/// Visits every page of trees once, in key order, and proves the invariants on the way.
///
/// - each page is reached by one reference, so a walk ends whatever the pages say;
/// - no page is free as well;
/// - keys ascend strictly within a page, and those of a child are in `[its key, next key)`;
/// - a leaf is handed on only if all its elements lie inside it, one behind the other.
///
/// What breaks an invariant goes to the sink; a page that cannot be trusted is left out and the
/// walk goes on beside it. With a sink that throws this is the strict reader.
final class TreeWalk {
  private final Pages pages;
  private final PageSet reached;
  private final PageSet freed;
  private final LeafVisitor visitor;
  private final FindingSink sink;
  private final PageStack stack = new PageStack();

  private long branchPageCount;
  private long leafPageCount;
  private long overflowPageCount;
  private long elementCount;
  private int maxDepth;

  /// @param reached pages that are in use already; grows
  /// @param freed pages that must not be in use
  TreeWalk(Pages pages, PageSet reached, PageSet freed, LeafVisitor visitor, FindingSink sink) {
    this.pages = pages;
    this.reached = reached;
    this.freed = freed;
    this.visitor = visitor;
    this.sink = sink;
  }

  /// A range of keys `low <= key < high`; both are keys in the image, a size of 0 means "no limit".
  private record Range(long lowAt, int lowSize, long highAt, int highSize) {
    static final Range ALL = new Range(0, 0, 0, 0);
  }

  /// Walks the tree below `root`. May be called from inside the visitor, for a bucket in a leaf.
  void tree(long root) {
    tree(root, Range.ALL);
  }

  /// Checks the elements of an inline page and hands it on.
  void inline(LeafPage page) {
    leaf(page, Range.ALL);
  }

  TreeCounts counts() {
    return new TreeCounts(
        branchPageCount, leafPageCount, overflowPageCount, elementCount, maxDepth);
  }

  private void tree(long pgid, Range range) {
    if (stack.isFull()) {
      sink.add(new Finding.TooDeep(new Pgid(pgid), stack.toList()));
      return;
    }
    TreePage page = pages.find(pgid, stack, sink).orElse(null);
    if (page == null || !claim(pgid, page.pageCount())) {
      return;
    }
    stack.push(pgid);
    maxDepth = Math.max(maxDepth, stack.depth());
    overflowPageCount += page.pageCount() - 1;
    switch (page) {
      case BranchPage branch -> branch(branch, range);
      case LeafPage leaf -> {
        leafPageCount++;
        leaf(leaf, range);
      }
    }
    stack.pop();
  }

  /// Marks a page and its overflow pages as used. The first conflict ends it: going on would let a
  /// few damaged headers claim the whole file again and again.
  ///
  /// @return whether the page itself was free to use
  private boolean claim(long pgid, long pageCount) {
    for (long id = pgid; id < pgid + pageCount; id++) {
      if (!reached.add(id)) {
        sink.add(new Finding.MultipleReferences(new Pgid(id), stack.toList()));
        return id != pgid;
      }
      if (freed.contains(id)) {
        sink.add(new Finding.ReachableFreed(new Pgid(id), stack.toList()));
      }
    }
    return true;
  }

  private void branch(BranchPage page, Range range) {
    branchPageCount++;
    int count = page.count();
    long previousAt = range.lowAt();
    int previousSize = range.lowSize();
    for (int i = 0; i < count; i++) {
      if (!page.isSound(i)) {
        sink.add(page.defect(i));
        tree(page.rawChild(i), range);
        continue;
      }
      long keyAt = page.keyOffset(i);
      int keySize = page.keySize(i);
      checkAbove(page.id(), i, keyAt, keySize, previousAt, previousSize);
      checkBelow(page.id(), i, keyAt, keySize, range);
      boolean isBounded = i + 1 < count && page.isSound(i + 1);
      long highAt = isBounded ? page.keyOffset(i + 1) : range.highAt();
      int highSize = isBounded ? page.keySize(i + 1) : range.highSize();
      tree(page.rawChild(i), new Range(keyAt, keySize, highAt, highSize));
      previousAt = keyAt;
      previousSize = keySize;
    }
  }

  private void leaf(LeafPage page, Range range) {
    int count = page.count();
    elementCount += count;
    boolean isSound = true;
    long previousAt = range.lowAt();
    int previousSize = range.lowSize();
    long dataEnd = 0;
    for (int i = 0; i < count; i++) {
      if (!page.isSound(i)) {
        sink.add(page.defect(i));
        isSound = false;
        continue;
      }
      long keyAt = page.rawKeyAt(i);
      int keySize = (int) page.rawKeySize(i);
      if (keyAt < dataEnd) {
        sink.add(overlap(page.id(), i, dataEnd, keyAt));
        isSound = false;
      }
      dataEnd = keyAt + keySize + page.rawValueSize(i);
      checkAbove(page.id(), i, keyAt, keySize, previousAt, previousSize);
      previousAt = keyAt;
      previousSize = keySize;
    }
    if (count > 0 && isSound) {
      checkBelow(page.id(), count - 1, previousAt, previousSize, range);
    }
    if (isSound) {
      visitor.leaf(page);
    }
  }

  /// Elements that share bytes would let a small page stand for any amount of data.
  private static Finding overlap(Pgid page, int index, long dataEnd, long keyAt) {
    String field = "key and value overlap the element before";
    return new Finding.BadElement(page, index, field, "offset >= " + dataEnd, "offset " + keyAt);
  }

  /// The first key of a page may equal the key of its branch; every other key must be greater than
  /// the one before it.
  private void checkAbove(
      Pgid page, int index, long keyAt, int keySize, long previousAt, int previousSize) {
    if (previousSize == 0) {
      return;
    }
    int order =
        Keys.compare(pages.bytes(), keyAt, keySize, pages.bytes(), previousAt, previousSize);
    if (order > 0 || (order == 0 && index == 0)) {
      return;
    }
    String relation = index == 0 ? ">= the key in the ancestor" : "> the previous element";
    addKeyOrder(page, index, relation, keyAt, keySize, previousAt, previousSize);
  }

  private void checkBelow(Pgid page, int index, long keyAt, int keySize, Range range) {
    if (range.highSize() == 0) {
      return;
    }
    long highAt = range.highAt();
    if (Keys.compare(pages.bytes(), keyAt, keySize, pages.bytes(), highAt, range.highSize()) >= 0) {
      String relation = "< the next element in the ancestor";
      addKeyOrder(page, index, relation, keyAt, keySize, highAt, range.highSize());
    }
  }

  private void addKeyOrder(
      Pgid page, int index, String relation, long at, int size, long boundAt, int boundSize) {
    Bytes key = shortened(at, size);
    Bytes bound = shortened(boundAt, boundSize);
    sink.add(new Finding.KeyOrder(page, index, relation, key, bound, stack.toList()));
  }

  private Bytes shortened(long at, int size) {
    return Bytes.of(pages.bytes().asSlice(at, Math.min(size, Finding.KeyOrder.MAX_KEY_SIZE)));
  }
}
