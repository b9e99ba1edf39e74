package io.fireweed.format.bbolt;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The rightmost leaf page of a tree that is being written: element table and data, apart.
final class LeafBuilder {
  private final byte[] content;
  private final MemorySegment data;
  private final int[] flags;
  private final int[] keySizes;
  private final int[] valueSizes;
  private int count;
  private int dataSize;

  LeafBuilder(int pageSize) {
    int most = pageSize / TreePage.ELEMENT_SIZE;
    this.content = new byte[pageSize];
    this.data = MemorySegment.ofArray(content);
    this.flags = new int[most];
    this.keySizes = new int[most];
    this.valueSizes = new int[most];
  }

  int count() {
    return count;
  }

  /// {@return bytes of the page image with one more element of this size}
  long sizeWith(long keySize, long valueSize) {
    return sizeOf(count + 1, dataSize + keySize + valueSize);
  }

  /// {@return bytes of the page image}
  long size() {
    return sizeOf(count, dataSize);
  }

  /// {@return whether an element is a bucket}
  boolean hasBuckets() {
    for (int i = 0; i < count; i++) {
      if (flags[i] == LeafPage.BUCKET) {
        return true;
      }
    }
    return false;
  }

  /// Adds an element; the caller has seen that the page does not outgrow `pageSize`.
  void add(
      int flag,
      MemorySegment keySource,
      long keyAt,
      int keySize,
      MemorySegment valueSource,
      long valueAt,
      int valueSize) {
    flags[count] = flag;
    keySizes[count] = keySize;
    valueSizes[count] = valueSize;
    count++;
    MemorySegment.copy(keySource, keyAt, data, dataSize, keySize);
    MemorySegment.copy(valueSource, valueAt, data, dataSize + keySize, valueSize);
    dataSize += keySize + valueSize;
  }

  /// {@return the first key}
  byte[] firstKey() {
    return data.asSlice(0, keySizes[0]).toArray(ValueLayout.JAVA_BYTE);
  }

  /// Writes the page and starts the next one. {@return its number}
  Pgid write(PageOutput output) throws IOException {
    Pgid pgid = output.nextPgid();
    PageStream page = output.startPage(PageFlags.LEAF, count, size());
    long pos = (long) count * TreePage.ELEMENT_SIZE;
    for (int i = 0; i < count; i++) {
      page.putLeafEntry(flags[i], pos, keySizes[i], valueSizes[i]);
      pos += keySizes[i] + valueSizes[i] - TreePage.ELEMENT_SIZE;
    }
    page.put(data.asSlice(0, dataSize));
    output.endPage();
    count = 0;
    dataSize = 0;
    return pgid;
  }

  /// {@return the value of an inline bucket element: bucket header, then this page}
  MemorySegment toInline(long sequence) {
    MemorySegment value = MemorySegment.ofArray(new byte[(int) (BucketHeader.SIZE + size())]);
    new BucketHeader(Pgid.INLINE, sequence).write(value, 0);
    new PageHeader(Pgid.INLINE, PageFlags.LEAF, count, 0).write(value, BucketHeader.SIZE);
    long entry = BucketHeader.SIZE + PageHeader.SIZE;
    long pos = (long) count * TreePage.ELEMENT_SIZE;
    for (int i = 0; i < count; i++) {
      LeafPage.writeEntry(value, entry, flags[i], pos, keySizes[i], valueSizes[i]);
      entry += TreePage.ELEMENT_SIZE;
      pos += keySizes[i] + valueSizes[i] - TreePage.ELEMENT_SIZE;
    }
    MemorySegment.copy(data, 0, value, entry, dataSize);
    return value;
  }

  private static long sizeOf(int count, long dataSize) {
    return PageHeader.SIZE + (long) count * TreePage.ELEMENT_SIZE + dataSize;
  }
}
