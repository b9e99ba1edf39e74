package io.fireweed.it.hostile;

import io.fireweed.format.checksum.Fnv1a64;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// The bytes of a db image, edited behind the back of the code that reads them.
///
/// Offsets are written down here once more, apart from the reader's: a slip of the reader must not
/// hide behind the same slip of its test.
final class PageEdit {
  static final int BRANCH = 1;
  static final int LEAF = 2;
  static final int FREELIST = 0x10;

  static final int META_MAGIC = 16;
  static final int META_VERSION = 20;
  static final int META_PAGE_SIZE = 24;
  static final int META_ROOT = 32;
  static final int META_FREELIST = 48;
  static final int META_HWM = 56;
  static final int META_CHECKSUM = 72;

  private final int pageSize;
  private byte[] bytes;

  PageEdit(byte[] image, int pageSize) {
    this.bytes = image.clone();
    this.pageSize = pageSize;
  }

  byte[] bytes() {
    return bytes.clone();
  }

  int pageCount() {
    return bytes.length / pageSize;
  }

  /// {@return where page `page` begins}
  int at(int page) {
    return page * pageSize;
  }

  /// {@return where element `index` of page `page` begins}
  int element(int page, int index) {
    return at(page) + 16 + 16 * index;
  }

  int u16(int offset) {
    return view().getShort(offset) & 0xFFFF;
  }

  long u32(int offset) {
    return view().getInt(offset) & 0xFFFF_FFFFL;
  }

  long u64(int offset) {
    return view().getLong(offset);
  }

  void putU16(int offset, int value) {
    view().putShort(offset, (short) value);
  }

  void putU32(int offset, long value) {
    view().putInt(offset, (int) value);
  }

  void putU64(int offset, long value) {
    view().putLong(offset, value);
  }

  /// Writes a 64-bit field of both metas, with the right checksum.
  void metas(int field, long value) {
    for (int page = 0; page < 2; page++) {
      putU64(at(page) + field, value);
    }
    checksums();
  }

  /// Writes a 32-bit field of both metas, with the right checksum.
  void metas32(int field, long value) {
    for (int page = 0; page < 2; page++) {
      putU32(at(page) + field, value);
    }
    checksums();
  }

  void checksums() {
    MemorySegment all = MemorySegment.ofArray(bytes);
    for (int page = 0; page < 2; page++) {
      putU64(
          at(page) + META_CHECKSUM,
          Fnv1a64.of(all.asSlice(at(page) + META_MAGIC, META_CHECKSUM - META_MAGIC)));
    }
  }

  int root() {
    return (int) u64(META_ROOT);
  }

  /// {@return a branch page: that of the largest bucket}
  int branch() {
    return first(page -> u16(at(page) + 8) == BRANCH && u16(at(page) + 10) > 2);
  }

  /// {@return a leaf page with several rows, none of them a bucket}
  int leaf() {
    return first(page -> u16(at(page) + 8) == LEAF && u16(at(page) + 10) > 2 && page != root());
  }

  /// {@return a leaf page that other pages continue}
  int overflowing() {
    return first(page -> u16(at(page) + 8) == LEAF && u32(at(page) + 12) > 0);
  }

  /// {@return the number of a bucket element of the root page whose bucket is inline}
  int inlineBucket() {
    return IntStream.range(0, u16(at(root()) + 10))
        .filter(i -> u64(value(root(), i)) == 0)
        .findFirst()
        .orElseThrow();
  }

  /// {@return the number of a bucket element of the root page whose bucket has pages}
  int pagedBucket() {
    return IntStream.range(0, u16(at(root()) + 10))
        .filter(i -> u64(value(root(), i)) != 0)
        .findFirst()
        .orElseThrow();
  }

  /// {@return where the key of element `index` of a leaf begins}
  int key(int page, int index) {
    return element(page, index) + (int) u32(element(page, index) + 4);
  }

  /// {@return where the value of element `index` of a leaf begins}
  int value(int page, int index) {
    return key(page, index) + (int) u32(element(page, index) + 8);
  }

  /// Appends a page with its header, and lets both metas know. {@return its number}
  int append(int flags, int count) {
    int page = pageCount();
    bytes = Arrays.copyOf(bytes, bytes.length + pageSize);
    putU64(at(page), page);
    putU16(at(page) + 8, flags);
    putU16(at(page) + 10, count);
    metas(META_HWM, pageCount());
    return page;
  }

  /// Appends a freelist page with these entries and lets both metas name it.
  int appendFreelist(long... ids) {
    int page = append(FREELIST, ids.length);
    for (int i = 0; i < ids.length; i++) {
      putU64(at(page) + 16 + 8 * i, ids[i]);
    }
    metas(META_FREELIST, page);
    return page;
  }

  /// Appends branch pages, each with the next one as its only child, down to `child`. {@return the
  /// first of them}
  int appendChain(int depth, int child, byte[] firstKey) {
    int below = child;
    for (int i = 0; i < depth; i++) {
      int page = append(BRANCH, 1);
      int element = element(page, 0);
      putU32(element, 16);
      putU32(element + 4, firstKey.length);
      putU64(element + 8, below);
      System.arraycopy(firstKey, 0, bytes, element + 16, firstKey.length);
      below = page;
    }
    return below;
  }

  /// Appends pages that each lead to the next one twice, down to `child`. {@return the first of
  /// them}
  ///
  /// @param flags BRANCH for children, LEAF for buckets in buckets
  int appendBomb(int flags, int depth, int child) {
    int below = child;
    for (int i = 0; i < depth; i++) {
      int page = append(flags, 2);
      for (int index = 0; index < 2; index++) {
        int element = element(page, index);
        int data = at(page) + 64 + 32 * index;
        bytes[data] = (byte) index;
        if (flags == BRANCH) {
          putU32(element, data - element);
          putU32(element + 4, 1);
          putU64(element + 8, below);
        } else {
          putU32(element, 1);
          putU32(element + 4, data - element);
          putU32(element + 8, 1);
          putU32(element + 12, 16);
          putU64(data + 1, below);
        }
      }
      below = page;
    }
    return below;
  }

  byte[] copy(int offset, int length) {
    return Arrays.copyOfRange(bytes, offset, offset + length);
  }

  void put(int offset, byte[] content) {
    System.arraycopy(content, 0, bytes, offset, content.length);
  }

  private int first(IntPredicate wanted) {
    return IntStream.range(2, pageCount())
        .filter(page -> u64(at(page)) == page)
        .filter(wanted)
        .findFirst()
        .orElseThrow();
  }

  private ByteBuffer view() {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
