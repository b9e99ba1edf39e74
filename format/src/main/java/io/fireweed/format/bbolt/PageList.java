package io.fireweed.format.bbolt;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.Consumer;

/// Every page of a state with what it is used for, damaged or not; for people who look inside.
///
/// Memory is one bit a page.
public final class PageList {
  /// What a page serves.
  public enum Use {
    META,
    FREELIST,
    /// Reached from the root.
    TREE,
    /// Not reached: its bytes are of some earlier state.
    FREE
  }

  /// One page, with those that continue it.
  ///
  /// @param page its position in the file
  /// @param offset file offset in bytes
  /// @param header the header that stands there; of a free page it means nothing
  /// @param pageCount pages, those that continue it included
  public record Entry(Pgid page, long offset, PageHeader header, Use use, long pageCount) {}

  private PageList() {}

  /// Hands every page below the high water mark to `visitor`, as far as the file goes.
  public static void forEach(ReadTx tx, Consumer<Entry> visitor) {
    Pages pages = tx.pages();
    long end = pages.usablePages();
    PageSet reached = new PageSet(end);
    try {
      new DbWalk(pages, reached, new PageSet(0), DbVisitor.NONE, _ -> {}).walk(tx.meta().root());
      for (long id = 0; id < end; ) {
        Entry entry = entry(tx, reached, id);
        visitor.accept(entry);
        id += entry.pageCount();
      }
    } catch (InternalError fault) {
      throw pages.vanished(fault);
    }
  }

  /// {@return the header of a page of the file, whatever stands there}
  ///
  /// @param page below the number of pages in the file
  public static PageHeader header(ReadTx tx, Pgid page) {
    return PageHeader.read(tx.pages().bytes(), page.value() * tx.pages().pageSize());
  }

  /// {@return the bytes of one page, without those that continue it}
  ///
  /// @param page below the number of pages in the file
  public static MemorySegment bytes(ReadTx tx, Pgid page) {
    int size = tx.pages().pageSize();
    return tx.pages().bytes().asSlice(page.value() * size, size);
  }

  /// {@return the number of pages that belong to the state and exist}
  public static long pageCount(ReadTx tx) {
    return tx.pages().usablePages();
  }

  /// {@return a branch or leaf page, or nothing after telling `problems` why}
  public static Optional<TreePage> find(ReadTx tx, Pgid page, Consumer<Finding> problems) {
    return tx.pages().find(page.value(), new PageStack(), problems::accept);
  }

  private static Entry entry(ReadTx tx, PageSet reached, long id) {
    Pages pages = tx.pages();
    PageHeader header = PageHeader.read(pages.bytes(), id * pages.pageSize());
    boolean isFreelist =
        tx.meta().hasStoredFreelist() && tx.meta().freelist().value() == id && id >= 2;
    Use use =
        id < 2 ? Use.META : isFreelist ? Use.FREELIST : reached.contains(id) ? Use.TREE : Use.FREE;
    boolean continues = use == Use.FREELIST || use == Use.TREE;
    long pageCount = continues ? Math.min(header.overflow() + 1, pages.usablePages() - id) : 1;
    return new Entry(new Pgid(id), id * pages.pageSize(), header, use, pageCount);
  }
}
