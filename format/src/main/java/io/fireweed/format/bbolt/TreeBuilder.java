package io.fireweed.format.bbolt;

import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// Builds the tree of one bucket from ascending keys; in memory is the rightmost page of each
/// level.
///
/// A page is written when the next element would fill it beyond the limit. An element larger than a
/// page gets a leaf of its own that overflows. A branch is written only while one child stays
/// behind for the next page, so every branch has at least two children.
final class TreeBuilder {
  private static final int MIN_CHILDREN = 2;

  private final PageOutput output;
  private final int pageSize;
  private final long fillBytes;
  private final LeafBuilder leaf;
  private final List<BranchBuilder> branches = new ArrayList<>();
  private final MemorySegment lastKey = MemorySegment.ofArray(new byte[TreePage.MAX_KEY_SIZE]);
  private int lastKeySize;

  TreeBuilder(PageOutput output, BulkOptions options) {
    this.output = output;
    this.pageSize = options.pageSize();
    this.fillBytes = (long) pageSize * options.fillPercent() / 100;
    this.leaf = new LeafBuilder(pageSize);
  }

  /// Adds a plain element.
  void add(MemorySegment key, long keyAt, long keySize, MemorySegment value, long at, long size)
      throws IOException {
    add(0, key, keyAt, keySize, value, at, size);
  }

  /// Adds the element of a bucket.
  ///
  /// @param value bucket header, and page if inline
  void addBucket(Bytes name, MemorySegment value) throws IOException {
    add(LeafPage.BUCKET, name.segment(), 0, name.length(), value, 0, value.byteSize());
  }

  /// Ends the tree. {@return the value of the bucket's element}
  MemorySegment finish(long sequence) throws IOException {
    boolean isOneLeaf = branches.isEmpty();
    if (isOneLeaf && leaf.size() <= BucketHeader.maxInlineBytes(pageSize) && !leaf.hasBuckets()) {
      return leaf.toInline(sequence);
    }
    MemorySegment value = MemorySegment.ofArray(new byte[BucketHeader.SIZE]);
    new BucketHeader(finishRoot(), sequence).write(value, 0);
    return value;
  }

  /// Ends the tree on pages of its own. {@return its root page}
  Pgid finishRoot() throws IOException {
    if (branches.isEmpty()) {
      return leaf.write(output);
    }
    endLeaf();
    for (int level = 0; ; level++) {
      BranchBuilder branch = branches.get(level);
      boolean isTop = level == branches.size() - 1;
      if (isTop && branch.count() == 1) {
        return branch.firstChild();
      }
      byte[] firstKey = branch.firstKey();
      Pgid pgid = branch.write(output, branch.count());
      if (isTop) {
        return pgid;
      }
      addChild(level + 1, firstKey, pgid);
    }
  }

  private void add(
      int flag,
      MemorySegment key,
      long keyAt,
      long keySize,
      MemorySegment value,
      long valueAt,
      long valueSize)
      throws IOException {
    requireOrder(key, keyAt, keySize);
    if (valueSize > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("value of " + valueSize + " bytes");
    }
    long size = leaf.sizeWith(keySize, valueSize);
    if (leaf.count() > 0 && size > fillBytes) {
      endLeaf();
      size = leaf.sizeWith(keySize, valueSize);
    }
    if (size <= pageSize) {
      leaf.add(flag, key, keyAt, (int) keySize, value, valueAt, (int) valueSize);
      return;
    }
    Pgid pgid = output.nextPgid();
    PageStream page = output.startPage(PageFlags.LEAF, 1, size);
    page.putLeafEntry(flag, TreePage.ELEMENT_SIZE, (int) keySize, (int) valueSize);
    page.put(key.asSlice(keyAt, keySize));
    page.put(value.asSlice(valueAt, valueSize));
    output.endPage();
    addChild(0, lastKeyCopy(), pgid);
  }

  private void requireOrder(MemorySegment key, long keyAt, long keySize) {
    if (keySize < 1 || keySize > TreePage.MAX_KEY_SIZE) {
      throw new IllegalArgumentException(
          "key of %d bytes, expected 1..%d".formatted(keySize, TreePage.MAX_KEY_SIZE));
    }
    if (lastKeySize > 0 && Keys.compare(key, keyAt, keySize, lastKey, 0, lastKeySize) <= 0) {
      throw new IllegalArgumentException(
          "key %s does not follow %s"
              .formatted(Bytes.of(key.asSlice(keyAt, keySize)), Bytes.of(lastKeyCopy())));
    }
    MemorySegment.copy(key, keyAt, lastKey, 0, keySize);
    lastKeySize = (int) keySize;
  }

  private byte[] lastKeyCopy() {
    return lastKey.asSlice(0, lastKeySize).toArray(ValueLayout.JAVA_BYTE);
  }

  private void endLeaf() throws IOException {
    if (leaf.count() > 0) {
      byte[] firstKey = leaf.firstKey();
      addChild(0, firstKey, leaf.write(output));
    }
  }

  private void addChild(int level, byte[] key, Pgid child) throws IOException {
    if (level == branches.size()) {
      branches.add(new BranchBuilder());
    }
    BranchBuilder branch = branches.get(level);
    int ready = branch.count() - 1;
    if (ready >= MIN_CHILDREN && branch.sizeWith(key.length) > fillBytes) {
      byte[] firstKey = branch.firstKey();
      addChild(level + 1, firstKey, branch.write(output, ready));
    }
    branch.add(key, child);
  }
}
