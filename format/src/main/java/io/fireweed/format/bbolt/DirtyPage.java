package io.fireweed.format.bbolt;

import java.io.IOException;
import java.util.BitSet;

/// A page run that a commit has to write: where, how long, and what part of which node.
sealed interface DirtyPage {
  long pgid();

  /// Length of the run.
  long pages();

  /// Writes the content at the stream's position, without padding to the end of the run.
  void writeTo(PageStream stream) throws IOException;

  private static PageHeader header(DirtyPage page, int flags, int count) {
    return new PageHeader(new Pgid(page.pgid()), flags, count, page.pages() - 1);
  }

  /// Elements `from` to `to` (exclusive) of a leaf.
  record Leaf(long pgid, long pages, LeafNode node, int from, int to) implements DirtyPage {
    @Override
    public void writeTo(PageStream stream) throws IOException {
      int count = to - from;
      stream.putHeader(header(this, PageFlags.LEAF, count));
      writeElements(stream, node, from, to);
    }

    /// Writes the element table and the data.
    static void writeElements(PageStream stream, LeafNode node, int from, int to)
        throws IOException {
      long position = (long) TreePage.ELEMENT_SIZE * (to - from);
      for (int i = from; i < to; i++) {
        Element element = node.element(i);
        stream.putLeafEntry(element.flags(), position, element.keyLength(), element.valueLength());
        position += element.data().byteSize() - TreePage.ELEMENT_SIZE;
      }
      for (int i = from; i < to; i++) {
        stream.put(node.element(i).data());
      }
    }
  }

  /// Children `from` to `to` (exclusive) of a branch, all on pages.
  record Branch(long pgid, long pages, BranchNode node, int from, int to) implements DirtyPage {
    @Override
    public void writeTo(PageStream stream) throws IOException {
      int count = to - from;
      stream.putHeader(header(this, PageFlags.BRANCH, count));
      long position = (long) TreePage.ELEMENT_SIZE * count;
      for (int i = from; i < to; i++) {
        Child child = node.child(i);
        stream.putBranchEntry(position, (int) child.key.byteSize(), child.pgid);
        position += child.key.byteSize() - TreePage.ELEMENT_SIZE;
      }
      for (int i = from; i < to; i++) {
        stream.put(node.child(i).key);
      }
    }
  }

  /// The stored freelist: one bit a page.
  record Free(long pgid, long pages, BitSet listed) implements DirtyPage {
    @Override
    public void writeTo(PageStream stream) throws IOException {
      int count = listed.cardinality();
      if (count < FreelistPage.COUNT_FOLLOWS) {
        stream.putHeader(header(this, PageFlags.FREELIST, count));
      } else {
        stream.putHeader(header(this, PageFlags.FREELIST, FreelistPage.COUNT_FOLLOWS));
        stream.putLong(count);
      }
      for (int id = listed.nextSetBit(0); id >= 0; id = listed.nextSetBit(id + 1)) {
        stream.putLong(id);
      }
    }
  }
}
