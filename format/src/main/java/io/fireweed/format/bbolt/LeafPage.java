package io.fireweed.format.bbolt;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// A page of keys with values, or with the headers of buckets.
///
/// After the [PageHeader] follow `count` elements of 16 bytes, then keys and values:
///
/// | offset | size | field | unit | meaning |
/// |---|---|---|---|---|
/// | 0 | 4 | flags | | 0 = plain, 1 = the value is a [BucketHeader] |
/// | 4 | 4 | pos | bytes | from the start of *this element* to its key |
/// | 8 | 4 | ksize | bytes | length of the key |
/// | 12 | 4 | vsize | bytes | length of the value, which follows the key directly |
///
/// Little-endian. Keys ascend strictly by unsigned bytes. bbolt packs keys and values in the order
/// of the elements without gaps; see [#packed]. What follows the last value up to the end of the
/// page has no meaning.
///
/// Limits: `count <= 65534`; keys of 1 to 32768 bytes; key and value end inside the page and its
/// overflow pages.
///
/// Worked bytes: `00 00 00 00  10 00 00 00  03 00 00 00  03 00 00 00  66 6f 6f 62 61 72` is the
/// only element of a page: key `foo` 16 bytes after the element's start, value `bar`.
///
/// Source: bbolt page.go (1.3), internal/common/page.go (1.4).
public final class LeafPage implements TreePage {
  /// Element flag of a bucket.
  public static final int BUCKET = 1;

  private final Pages pages;
  private final MemorySegment bytes;
  private final Pgid id;
  private final long start;
  private final long end;
  private final int count;

  /// Makes a view of a page whose header and element table were checked by [Pages].
  ///
  /// @param start offset of the page header in the image
  /// @param end offset behind the page and its overflow pages, or behind the inline page
  LeafPage(Pages pages, Pgid id, long start, long end, int count) {
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
    return isInline() ? 0 : (end - start) / pages.pageSize();
  }

  /// {@return whether this page is the value of a bucket element in page [#id]}
  public boolean isInline() {
    return start != id.value() * pages.pageSize();
  }

  /// {@return the image that all offsets of this page point into; read-only}
  public MemorySegment bytes() {
    return bytes;
  }

  /// {@return offset in [#bytes] of the key of element `index`}
  public long keyOffset(int index) {
    require(index);
    return rawKeyAt(index);
  }

  /// {@return length of the key of element `index`, in bytes}
  public int keySize(int index) {
    require(index);
    return (int) rawKeySize(index);
  }

  /// {@return offset in [#bytes] of the value of element `index`}
  public long valueOffset(int index) {
    require(index);
    return rawKeyAt(index) + rawKeySize(index);
  }

  /// {@return length of the value of element `index`, in bytes}
  public int valueSize(int index) {
    require(index);
    return (int) rawValueSize(index);
  }

  @Override
  public MemorySegment key(int index) {
    return bytes.asSlice(keyOffset(index), rawKeySize(index));
  }

  /// {@return the value of element `index`; the header and inline page if it is a bucket}
  public MemorySegment value(int index) {
    return bytes.asSlice(valueOffset(index), rawValueSize(index));
  }

  /// {@return whether element `index` is a bucket}
  public boolean isBucket(int index) {
    require(index);
    return rawFlags(index) == BUCKET;
  }

  /// All keys and values as one range, in the order key 0, value 0, key 1, value 1, …
  ///
  /// A hash over the elements then needs one update per page instead of two per element.
  ///
  /// @return the range, or nothing if there are gaps (legal, but bbolt never writes any)
  public Optional<MemorySegment> packed() {
    if (count == 0) {
      return Optional.of(bytes.asSlice(start, 0));
    }
    long first = keyOffset(0);
    long next = first;
    for (int i = 0; i < count; i++) {
      if (keyOffset(i) != next) {
        return Optional.empty();
      }
      next += rawKeySize(i) + rawValueSize(i);
    }
    return Optional.of(bytes.asSlice(first, next - first));
  }

  /// {@return the lowest index whose key is `>= key`, or `count` if every key is smaller}
  public int search(MemorySegment key) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      int order =
          Keys.compare(bytes, keyOffset(middle), rawKeySize(middle), key, 0, key.byteSize());
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// {@return whether element `index` lies inside the page and obeys the limits}
  boolean isSound(int index) {
    long keyAt = rawKeyAt(index);
    long keySize = rawKeySize(index);
    return rawFlags(index) <= BUCKET
        && keySize >= 1
        && keySize <= MAX_KEY_SIZE
        && keyAt >= tableEnd()
        && keyAt + keySize + rawValueSize(index) <= end
        && rawValueSize(index) <= Integer.MAX_VALUE;
  }

  /// {@return what is wrong with element `index`, which is not sound}
  Finding defect(int index) {
    long flags = rawFlags(index);
    if (flags > BUCKET) {
      return new Finding.BadElement(id, index, "flags", "0 or 1", "0x%x".formatted(flags));
    }
    return defect(
        id, index, rawKeyAt(index), rawKeySize(index), rawValueSize(index), tableEnd(), end);
  }

  /// {@return why a key, with the value behind it, does not fit between `from` and `to`}
  static Finding defect(
      Pgid id, int index, long keyAt, long keySize, long valueSize, long from, long to) {
    if (keySize < 1 || keySize > MAX_KEY_SIZE) {
      return new Finding.BadElement(
          id, index, "key size", "1.." + MAX_KEY_SIZE, Long.toString(keySize));
    }
    return new Finding.BadElement(
        id,
        index,
        "key and value outside the page",
        "offsets %d..%d".formatted(from, to),
        "%d..%d".formatted(keyAt, keyAt + keySize + valueSize));
  }

  /// Writes an entry of the element table at `entry`.
  ///
  /// @param flags 0 or [#BUCKET]
  /// @param pos from `entry` to the key
  static void writeEntry(
      MemorySegment bytes, long entry, int flags, long pos, int keySize, int valueSize) {
    LittleEndian.putU32(bytes, entry, flags);
    LittleEndian.putU32(bytes, entry + 4, pos);
    LittleEndian.putU32(bytes, entry + 8, keySize);
    LittleEndian.putU32(bytes, entry + 12, valueSize);
  }

  private void require(int index) {
    if (index < 0 || index >= count) {
      throw new IndexOutOfBoundsException("element " + index + " of " + count);
    }
    if (!isSound(index)) {
      throw pages.corrupt(defect(index));
    }
  }

  private long element(int index) {
    return start + PageHeader.SIZE + (long) index * ELEMENT_SIZE;
  }

  private long tableEnd() {
    return element(count);
  }

  private long rawFlags(int index) {
    return LittleEndian.u32(bytes, element(index));
  }

  long rawKeyAt(int index) {
    return element(index) + LittleEndian.u32(bytes, element(index) + 4);
  }

  long rawKeySize(int index) {
    return LittleEndian.u32(bytes, element(index) + 8);
  }

  long rawValueSize(int index) {
    return LittleEndian.u32(bytes, element(index) + 12);
  }
}
