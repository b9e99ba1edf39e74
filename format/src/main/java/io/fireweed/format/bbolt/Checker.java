package io.fireweed.format.bbolt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Proves the structure of one state of a db, page by page, and reports what is wrong.
///
/// The lenient counterpart of the readers: damage becomes a [Finding], never an exception, and the
/// walk goes on beside it. It covers what `bbolt check` covers (pages unreachable, reached twice,
/// reached though free, out of bounds, of the wrong type; the order of keys; duplicates in the
/// freelist) and what bbolt answers with a panic (page ids, counts, extents, element tables, inline
/// pages, bucket headers).
///
/// Not covered, because the format cannot tell: bytes of free pages, the rest of a page after its
/// last value, the content of values.
///
/// One walk can serve another reader too: a [DbVisitor] gets every sound leaf page in key order.
/// Its outcome counts only if the report is clean.
///
/// Time is linear in the number of pages and elements, memory is two bits a page.
public final class Checker {
  /// Findings kept in a report; further ones are counted.
  public static final int MAX_FINDINGS = 1000;

  private final ReadTx tx;
  private final Pages pages;
  private final DbVisitor visitor;
  private final List<Finding> findings = new ArrayList<>();
  private long findingCount;

  private Checker(ReadTx tx, DbVisitor visitor) {
    this.tx = tx;
    this.pages = tx.pages();
    this.visitor = visitor;
  }

  /// {@return what is wrong with the state that `tx` sees}
  public static CheckReport check(ReadTx tx) {
    return check(tx, DbVisitor.NONE);
  }

  /// {@return what is wrong with the state that `tx` sees}
  ///
  /// @param visitor gets the sound leaf pages on the way
  public static CheckReport check(ReadTx tx, DbVisitor visitor) {
    return new Checker(tx, visitor).check();
  }

  private CheckReport check() {
    PageSet reached = new PageSet(pages.usablePages());
    PageSet freed = new PageSet(tx.meta().hasStoredFreelist() ? pages.usablePages() : 0);
    DbWalk walk = new DbWalk(pages, reached, freed, visitor, this::add);
    try {
      checkLength();
      checkMetas(reached);
      checkFreelist(reached, freed);
      walk.walk(tx.meta().root());
      checkUnreachable(reached, freed);
    } catch (InternalError fault) {
      add(new Finding.Unreadable(new Pgid(0), "that it was shortened or its device failed"));
    }
    long freeCount = pages.usablePages() - reached.size();
    return new CheckReport(findings, findingCount, walk.counts(), freeCount);
  }

  private void add(Finding finding) {
    findingCount++;
    if (findings.size() < MAX_FINDINGS) {
      findings.add(finding);
    }
  }

  private void checkLength() {
    if (Long.compareUnsigned(pages.hwm(), pages.filePages()) > 0) {
      Pgid missing = new Pgid(pages.filePages());
      add(
          new Finding.FileTooShort(
              missing, pages.hwm(), pages.pageSize(), pages.bytes().byteSize()));
    }
  }

  /// A valid meta says nothing about the page header before it, which bbolt checks as well.
  private void checkMetas(PageSet reached) {
    for (int id = 0; id < Math.min(2, pages.usablePages()); id++) {
      reached.add(id);
      Pgid page = new Pgid(id);
      long offset = (long) id * pages.pageSize();
      PageHeader wanted = new PageHeader(page, PageFlags.META, 0, 0);
      PageHeader header = PageHeader.read(pages.bytes(), offset);
      boolean isMeta = Meta.read(pages.bytes(), offset, page) instanceof MetaSlot.Valid;
      if (isMeta && !header.equals(wanted)) {
        String expected = wanted.toString();
        add(
            new Finding.BadHeader(
                page, "meta page header", expected, header.toString(), List.of()));
      }
    }
  }

  private void checkFreelist(PageSet reached, PageSet freed) {
    if (!tx.meta().hasStoredFreelist()) {
      return;
    }
    Optional<FreelistPage> found = pages.findFreelist(tx.meta().freelist().value(), this::add);
    if (found.isEmpty()) {
      return;
    }
    FreelistPage freelist = found.get();
    for (long page = 0; page < freelist.pageCount(); page++) {
      reached.add(freelist.id().value() + page);
    }
    long previous = 1;
    for (long i = 0; i < freelist.count(); i++) {
      long id = freelist.rawAt(i);
      if (id < 2 || id >= pages.usablePages()) {
        String expected = "2 <= page < " + pages.usablePages();
        addEntry(freelist, i, expected, id);
        continue;
      }
      if (!freed.add(id)) {
        add(new Finding.AlreadyFreed(new Pgid(id)));
      } else if (id < previous) {
        addEntry(freelist, i, "more than " + previous, id);
      }
      if (reached.contains(id)) {
        add(new Finding.ReachableFreed(new Pgid(id), List.of(freelist.id())));
      }
      previous = id;
    }
  }

  private void addEntry(FreelistPage freelist, long index, String expected, long found) {
    String text = Long.toUnsignedString(found);
    add(new Finding.BadFreelistEntry(freelist.id(), index, expected, text));
  }

  /// Without a stored freelist every page that is not reached is free by definition.
  private void checkUnreachable(PageSet reached, PageSet freed) {
    if (!tx.meta().hasStoredFreelist()) {
      return;
    }
    for (long id = 2; id < pages.usablePages(); id++) {
      if (!reached.contains(id) && !freed.contains(id)) {
        add(new Finding.UnreachableUnfreed(new Pgid(id)));
      }
    }
  }
}
