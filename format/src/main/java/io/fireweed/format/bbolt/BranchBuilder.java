package io.fireweed.format.bbolt;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// The rightmost branch page of one level of a tree that is being written.
final class BranchBuilder {
  private final List<byte[]> keys = new ArrayList<>();
  private final List<Pgid> children = new ArrayList<>();
  private long keyBytes;

  int count() {
    return keys.size();
  }

  byte[] firstKey() {
    return keys.getFirst();
  }

  Pgid firstChild() {
    return children.getFirst();
  }

  /// {@return bytes of the page with one more child}
  long sizeWith(int keySize) {
    return PageHeader.SIZE + (count() + 1L) * TreePage.ELEMENT_SIZE + keyBytes + keySize;
  }

  void add(byte[] key, Pgid child) {
    keys.add(key);
    children.add(child);
    keyBytes += key.length;
  }

  /// Writes the first `number` children as a page and keeps the others. {@return its number}
  Pgid write(PageOutput output, int number) throws IOException {
    List<byte[]> writtenKeys = keys.subList(0, number);
    List<Pgid> writtenChildren = children.subList(0, number);
    long size = writtenKeys.stream().mapToLong(key -> key.length).sum();
    Pgid pgid = output.nextPgid();
    long table = (long) number * TreePage.ELEMENT_SIZE;
    PageStream page = output.startPage(PageFlags.BRANCH, number, PageHeader.SIZE + table + size);
    long pos = table;
    for (int i = 0; i < number; i++) {
      int keySize = writtenKeys.get(i).length;
      page.putBranchEntry(pos, keySize, writtenChildren.get(i).value());
      pos += keySize - TreePage.ELEMENT_SIZE;
    }
    for (byte[] key : writtenKeys) {
      page.put(MemorySegment.ofArray(key));
    }
    output.endPage();
    writtenKeys.clear();
    writtenChildren.clear();
    keyBytes -= size;
    return pgid;
  }
}
