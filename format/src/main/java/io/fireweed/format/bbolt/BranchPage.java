package io.fireweed.format.bbolt;

import java.lang.foreign.MemorySegment;

/// A page of references to child pages.
///
/// After the [PageHeader] follow `count` elements of 16 bytes, then the keys:
///
/// | offset | size | field | unit | meaning |
/// |---|---|---|---|---|
/// | 0 | 4 | pos | bytes | from the start of *this element* to its key |
/// | 4 | 4 | ksize | bytes | length of the key |
/// | 8 | 8 | child | page | the child |
///
/// Little-endian. Invariant: `key(i) <= every key below child(i) < key(i + 1)`. The key was the
/// first key of the child when the page was written; that key may have been deleted since.
///
/// Limits: `1 <= count <= 65534`; keys of 1 to 32768 bytes, inside the page and its overflow pages.
/// bbolt itself writes at least two children; one is legal.
///
/// Worked bytes: `10 00 00 00  03 00 00 00  09 00 00 00 00 00 00 00  66 6f 6f` is the only element
/// of a page: keys from `foo` on are below page 9.
///
/// Source: bbolt page.go (1.3), internal/common/page.go (1.4).
public final class BranchPage implements TreePage {
  private final Pages pages;
  private final MemorySegment bytes;
  private final Pgid id;
  private final long start;
  private final long end;
  private final int count;

  /// Makes a view of a page whose header and element table were checked by [Pages].
  BranchPage(Pages pages, Pgid id, long start, long end, int count) {
    this.pages = pages;
    this.bytes = pages.bytes();
    this.id = id;
    this.start = start;
    this.end = end;
    this.count = count;
  }

  @Override
  public Pgid id() {
    return id;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public long pageCount() {
    return (end - start) / pages.pageSize();
  }

  @Override
  public MemorySegment key(int index) {
    return bytes.asSlice(keyOffset(index), rawKeySize(index));
  }

  /// {@return the page below element `index`; whether it exists is not checked here}
  public Pgid child(int index) {
    return new Pgid(rawChild(index));
  }

  /// {@return the index of the child below which `key` must be: the last one whose key is `<= key`,
  /// or 0 if `key` is smaller than all}
  public int search(MemorySegment key) {
    int low = 1;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      int order =
          Keys.compare(bytes, keyOffset(middle), rawKeySize(middle), key, 0, key.byteSize());
      if (order <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  long keyOffset(int index) {
    if (index < 0 || index >= count) {
      throw new IndexOutOfBoundsException("element " + index + " of " + count);
    }
    if (!isSound(index)) {
      throw pages.corrupt(defect(index));
    }
    return keyAt(index);
  }

  int keySize(int index) {
    return (int) rawKeySize(index);
  }

  long rawChild(int index) {
    return LittleEndian.u64(bytes, element(index) + 8);
  }

  /// {@return whether the key of element `index` lies inside the page and obeys the limits}
  boolean isSound(int index) {
    long keyAt = keyAt(index);
    long keySize = rawKeySize(index);
    return keySize >= 1
        && keySize <= MAX_KEY_SIZE
        && keyAt >= element(count)
        && keyAt + keySize <= end;
  }

  /// {@return what is wrong with element `index`, which is not sound}
  Finding defect(int index) {
    return LeafPage.defect(id, index, keyAt(index), rawKeySize(index), 0, element(count), end);
  }

  /// Writes an entry of the element table at `entry`.
  ///
  /// @param pos from `entry` to the key
  static void writeEntry(MemorySegment bytes, long entry, long pos, int keySize, long child) {
    LittleEndian.putU32(bytes, entry, pos);
    LittleEndian.putU32(bytes, entry + 4, keySize);
    LittleEndian.putU64(bytes, entry + 8, child);
  }

  private long element(int index) {
    return start + PageHeader.SIZE + (long) index * ELEMENT_SIZE;
  }

  private long keyAt(int index) {
    return element(index) + LittleEndian.u32(bytes, element(index));
  }

  private long rawKeySize(int index) {
    return LittleEndian.u32(bytes, element(index) + 4);
  }
}
