package io.fireweed.format.bbolt;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.Consumer;

/// A leaf that can change.
///
/// Invariant: keys strictly ascending.
final class LeafNode extends Node implements LeafView {
  private Element[] elements;
  private int count;
  private long bytes = PageHeader.SIZE;

  LeafNode(long origin, long originPages, int expectedCount) {
    super(origin, originPages);
    elements = new Element[Math.max(8, expectedCount + 1)];
  }

  static LeafNode empty() {
    return new LeafNode(0, 0, 0);
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public Element element(int index) {
    return elements[index];
  }

  @Override
  long pageBytes() {
    return bytes;
  }

  @Override
  long pageBytes(int index) {
    return elements[index].pageBytes();
  }

  @Override
  public int search(MemorySegment key) {
    // Most keys arrive in ascending order: look at the end first.
    if (count == 0 || Keys.compare(elements[count - 1].key(), key) < 0) {
      return -count - 1;
    }
    return LeafView.super.search(key);
  }

  /// Inserts an element, or replaces the one with the same key, unless `veto` throws on that one.
  void put(Element element, Consumer<Element> veto) {
    int index = search(element.key());
    if (index >= 0) {
      veto.accept(elements[index]);
      bytes += element.pageBytes() - elements[index].pageBytes();
      elements[index] = element;
    } else {
      insert(-index - 1, element);
    }
  }

  void remove(int index) {
    bytes -= elements[index].pageBytes();
    count--;
    System.arraycopy(elements, index + 1, elements, index, count - index);
    shrunk = true;
  }

  /// Adds the elements of the leaf to the right of this one.
  void append(LeafNode right) {
    grow(count + right.count);
    System.arraycopy(right.elements, 0, elements, count, right.count);
    count += right.count;
    bytes += right.bytes - PageHeader.SIZE;
  }

  /// Adds an element whose key is after all others, as pages hold them.
  void add(Element element) {
    insert(count, element);
  }

  boolean holdsBuckets() {
    for (int i = 0; i < count; i++) {
      if (elements[i].isBucket()) {
        return true;
      }
    }
    return false;
  }

  /// Writes this leaf as the page of an inline bucket.
  void writeInline(MemorySegment target, long pageOffset) {
    new PageHeader(Pgid.INLINE, PageFlags.LEAF, count, 0).write(target, pageOffset);
    long entry = pageOffset + PageHeader.SIZE;
    long at = entry + (long) TreePage.ELEMENT_SIZE * count;
    for (int i = 0; i < count; i++) {
      Element element = elements[i];
      LeafPage.writeEntry(
          target, entry, element.flags(), at - entry, element.keyLength(), element.valueLength());
      MemorySegment.copy(element.data(), 0, target, at, element.data().byteSize());
      at += element.data().byteSize();
      entry += TreePage.ELEMENT_SIZE;
    }
  }

  private void insert(int index, Element element) {
    grow(count + 1);
    System.arraycopy(elements, index, elements, index + 1, count - index);
    elements[index] = element;
    count++;
    bytes += element.pageBytes();
  }

  private void grow(int needed) {
    if (needed > elements.length) {
      elements = Arrays.copyOf(elements, Math.max(needed, elements.length * 2));
    }
  }
}
