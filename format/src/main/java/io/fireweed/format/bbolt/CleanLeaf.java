package io.fireweed.format.bbolt;

import io.fireweed.format.fault.CorruptException;
import java.lang.foreign.MemorySegment;

/// A committed leaf.
record CleanLeaf(LeafPage page) implements LeafView {
  /// Makes a view of the page inside an inline bucket.
  ///
  /// @param value a [BucketHeader] and the page image behind it
  /// @throws CorruptException if the image is no leaf that fits
  static CleanLeaf inline(Pages pages, MemorySegment value) {
    long room = value.byteSize() - BucketHeader.SIZE - PageHeader.SIZE;
    if (room >= 0) {
      PageHeader header = PageHeader.read(value, BucketHeader.SIZE);
      long most = Math.min(PageHeader.MAX_COUNT, room / TreePage.ELEMENT_SIZE);
      if (header.flags() == PageFlags.LEAF && header.count() <= most) {
        Pages inside = new Pages(pages.file(), value, pages.pageSize(), pages.hwm());
        return new CleanLeaf(
            new LeafPage(inside, Pgid.INLINE, BucketHeader.SIZE, value.byteSize(), header.count()));
      }
    }
    throw new CorruptException(
        "%s: inline bucket of %d bytes: expected a leaf page that fits, found none"
            .formatted(pages.file(), value.byteSize()));
  }

  @Override
  public int count() {
    return page.count();
  }

  @Override
  public Element element(int index) {
    long start = page.keyOffset(index);
    int keySize = page.keySize(index);
    return new Element(
        page.bytes().asSlice(start, keySize + (long) page.valueSize(index)),
        keySize,
        page.isBucket(index) ? LeafPage.BUCKET : 0);
  }

  @Override
  public int search(MemorySegment key) {
    int index = page.search(key);
    boolean found = index < page.count() && Keys.compare(page.key(index), key) == 0;
    return found ? index : -index - 1;
  }
}
