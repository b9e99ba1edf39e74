package io.fireweed.format.bbolt;

import io.fireweed.format.fault.CorruptException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The pages of one committed state: the one place where a page number becomes bytes.
///
/// Every reader comes through here, so that no page is used before its number, extent, type and
/// element table were checked. Invariant for each page handed out: `2 <= id`,
/// `id + overflow < min(hwm, pages in the file)` and the element table ends inside the page.
///
/// @param file for messages
/// @param bytes the image from page 0 on, without a digest at its end; read-only
/// @param pageSize bytes
/// @param hwm high water mark of the state that is read
record Pages(Path file, MemorySegment bytes, int pageSize, long hwm) {

  /// {@return number of whole pages in the image}
  long filePages() {
    return bytes.byteSize() / pageSize;
  }

  /// {@return pages that exist and belong to the state}
  long usablePages() {
    return Long.compareUnsigned(hwm, filePages()) < 0 ? hwm : filePages();
  }

  /// {@return the branch or leaf page `pgid`}
  ///
  /// @throws CorruptException if there is no such page or it is damaged
  TreePage require(long pgid, PageStack stack) {
    try {
      return find(pgid, stack, refusal()).orElseThrow(IllegalStateException::new);
    } catch (InternalError fault) {
      throw vanished(fault);
    }
  }

  /// {@return the branch or leaf page `pgid`, or nothing after telling `sink` why}
  Optional<TreePage> find(long pgid, PageStack stack, FindingSink sink) {
    Optional<PageHeader> header = findHeader(pgid, stack, sink);
    if (header.isEmpty()) {
      return Optional.empty();
    }
    int flags = header.get().flags();
    if (flags != PageFlags.BRANCH && flags != PageFlags.LEAF) {
      sink.add(new Finding.InvalidType(new Pgid(pgid), flags, stack.toList()));
      return Optional.empty();
    }
    int count = header.get().count();
    long extent = (header.get().overflow() + 1) * pageSize;
    int least = flags == PageFlags.BRANCH ? 1 : 0;
    long most = Math.min(PageHeader.MAX_COUNT, (extent - PageHeader.SIZE) / TreePage.ELEMENT_SIZE);
    if (count < least || count > most) {
      sink.add(badHeader(pgid, "element count", least + ".." + most, count, stack));
      return Optional.empty();
    }
    long start = pgid * pageSize;
    Pgid id = header.get().id();
    return Optional.of(
        flags == PageFlags.LEAF
            ? new LeafPage(this, id, start, start + extent, count)
            : new BranchPage(this, id, start, start + extent, count));
  }

  /// {@return the page inside the inline bucket that element `index` of `owner` holds, or nothing
  /// after telling `sink` why}
  Optional<LeafPage> findInline(LeafPage owner, int index, FindingSink sink) {
    long start = owner.valueOffset(index) + BucketHeader.SIZE;
    long end = owner.valueOffset(index) + owner.valueSize(index);
    if (end - start < PageHeader.SIZE) {
      sink.add(
          new Finding.BadElement(
              owner.id(),
              index,
              "size of an inline bucket",
              "at least " + (BucketHeader.SIZE + PageHeader.SIZE) + " bytes",
              owner.valueSize(index) + " bytes"));
      return Optional.empty();
    }
    PageHeader header = PageHeader.read(bytes, start);
    long most = (end - start - PageHeader.SIZE) / TreePage.ELEMENT_SIZE;
    PageHeader wanted =
        new PageHeader(Pgid.INLINE, PageFlags.LEAF, (int) Math.min(header.count(), most), 0);
    if (!header.equals(wanted)) {
      sink.add(
          new Finding.BadElement(
              owner.id(), index, "inline page", wanted.toString(), header.toString()));
      return Optional.empty();
    }
    return Optional.of(new LeafPage(this, owner.id(), start, end, header.count()));
  }

  /// {@return the freelist page `pgid`, or nothing after telling `sink` why}
  Optional<FreelistPage> findFreelist(long pgid, FindingSink sink) {
    PageStack stack = new PageStack();
    Optional<PageHeader> header = findHeader(pgid, stack, sink);
    if (header.isEmpty()) {
      return Optional.empty();
    }
    if (header.get().flags() != PageFlags.FREELIST) {
      String found = PageFlags.describe(header.get().flags());
      sink.add(new Finding.BadHeader(new Pgid(pgid), "page type", "freelist", found, List.of()));
      return Optional.empty();
    }
    long pageCount = header.get().overflow() + 1;
    long firstId = pgid * pageSize + PageHeader.SIZE;
    long room = (pageCount * pageSize - PageHeader.SIZE) / Long.BYTES;
    long count = header.get().count();
    if (count == FreelistPage.COUNT_FOLLOWS) {
      count = LittleEndian.u64(bytes, firstId);
      firstId += Long.BYTES;
      room--;
    }
    if (count < 0 || count > room) {
      sink.add(badHeader(pgid, "freelist count", "0.." + room, count, stack));
      return Optional.empty();
    }
    return Optional.of(new FreelistPage(bytes, new Pgid(pgid), firstId, count, pageCount));
  }

  /// {@return the strict half of every reader: a sink that refuses each finding}
  FindingSink refusal() {
    return finding -> {
      throw corrupt(finding);
    };
  }

  /// {@return the finding as an exception that names file, page, offset, expected and found}
  CorruptException corrupt(Finding finding) {
    long page = finding.page().value();
    boolean isInFile = Long.compareUnsigned(page, filePages()) < 0;
    String place = isInFile ? "offset " + page * pageSize : bytes.byteSize() + " bytes";
    return new CorruptException("%s: %s: %s".formatted(file, place, finding.line()));
  }

  /// {@return what a fault of the mapped memory means: the file was cut or the device failed}
  CorruptException vanished(InternalError fault) {
    return new CorruptException(
        "%s: file could not be read to the end: expected %d bytes that stay while it is read, found"
                .formatted(file, bytes.byteSize())
            + " that the file was shortened or its device failed",
        fault);
  }

  private Optional<PageHeader> findHeader(long pgid, PageStack stack, FindingSink sink) {
    Pgid page = new Pgid(pgid);
    if (page.compareTo(Pgid.FIRST_DATA) < 0 || Long.compareUnsigned(pgid, hwm) >= 0) {
      sink.add(new Finding.OutOfBounds(page, new Pgid(hwm), stack.toList()));
      return Optional.empty();
    }
    if (Long.compareUnsigned(pgid, filePages()) >= 0) {
      sink.add(new Finding.FileTooShort(page, hwm, pageSize, bytes.byteSize()));
      return Optional.empty();
    }
    PageHeader header = PageHeader.read(bytes, pgid * pageSize);
    if (!header.id().equals(page)) {
      String found = header.id().toString();
      sink.add(new Finding.BadHeader(page, "page id", page.toString(), found, stack.toList()));
      return Optional.empty();
    }
    if (header.overflow() >= usablePages() - pgid) {
      String expected = "less than " + (usablePages() - pgid);
      sink.add(badHeader(pgid, "overflow", expected, header.overflow(), stack));
      return Optional.empty();
    }
    return Optional.of(header);
  }

  private static Finding badHeader(
      long pgid, String field, String expected, long found, PageStack stack) {
    return new Finding.BadHeader(
        new Pgid(pgid), field, expected, Long.toUnsignedString(found), stack.toList());
  }
}
