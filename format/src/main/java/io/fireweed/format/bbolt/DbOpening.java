package io.fireweed.format.bbolt;

import io.fireweed.format.checksum.Sha256Trailer;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.fault.RefusedException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.BitSet;

/// How a [Db] comes to its first state: a new file is laid out, an existing one is examined.
final class DbOpening {
  private DbOpening() {}

  /// Writes an empty db into an empty file.
  ///
  /// Pages 0 and 1 hold the metas of transactions 0 and 1, with one root: an empty leaf, after an
  /// empty freelist page if that is stored. The metas are written last, so that a file with a meta
  /// is whole.
  static void layOut(DiskFile file, DbOptions options) throws IOException {
    boolean stored = options.freelist() == FreelistStorage.STORED;
    int pageSize = options.pageSize();
    long list = Pgid.FIRST_DATA.value();
    Pgid root = new Pgid(stored ? list + 1 : list);
    Pgid hwm = new Pgid(root.value() + 1);
    ByteBuffer image = ByteBuffer.allocateDirect((int) hwm.value() * pageSize);
    MemorySegment bytes = MemorySegment.ofBuffer(image);
    for (long txid = 0; txid <= 1; txid++) {
      Pgid freelist = stored ? new Pgid(list) : Pgid.NOT_STORED;
      Meta meta = new Meta(pageSize, root, 0, freelist, hwm, new Txid(txid));
      meta.writePage(bytes, txid * pageSize, new Pgid(txid));
    }
    if (stored) {
      new PageHeader(new Pgid(list), PageFlags.FREELIST, 0, 0).write(bytes, list * pageSize);
    }
    new PageHeader(root, PageFlags.LEAF, 0, 0).write(bytes, root.value() * pageSize);
    int metaBytes = (int) Pgid.FIRST_DATA.value() * pageSize;
    file.write(image.slice(metaBytes, image.capacity() - metaBytes), metaBytes);
    if (options.durability() == DbOptions.Durability.EACH_COMMIT) {
      file.force();
    }
    file.write(image.slice(0, metaBytes), 0);
  }

  /// {@return the newest valid meta of an existing file}
  ///
  /// @throws CorruptException if there is none, or the file is shorter than it says
  /// @throws RefusedException if the file is a db snapshot: its digest would be lost
  static Meta newestMeta(Path file, MemorySegment bytes) {
    Meta meta;
    try (DbFile image = DbFile.of(file, bytes)) {
      meta = image.current();
    }
    if (Long.compareUnsigned(meta.hwm().value(), bytes.byteSize() / meta.pageSize()) > 0) {
      throw new CorruptException(
          "%s: length: expected at least %s pages of %d bytes, found %d bytes"
              .formatted(file, meta.hwm(), meta.pageSize(), bytes.byteSize()));
    }
    if (bytes.byteSize() == meta.sizeBytes() + Sha256Trailer.LENGTH) {
      throw new RefusedException(
          file + ": expected a db to write to, found a db snapshot with its digest",
          "restore it into a directory first");
    }
    return meta;
  }

  /// {@return the free pages of a state: those that a walk over the tree does not reach}
  ///
  /// A stored list must not name any other: to write over a page in use would destroy data.
  ///
  /// @throws CorruptException if the list or the tree is damaged
  static Freelist freelist(Pages pages, Meta meta) {
    BitSet used = DbWalk.visit(pages, meta.root(), DbVisitor.NONE).toBitSet();
    if (meta.hasStoredFreelist()) {
      FreelistPage stored =
          pages
              .findFreelist(meta.freelist().value(), pages.refusal())
              .orElseThrow(IllegalStateException::new);
      int first = (int) stored.id().value();
      used.set(first, first + (int) stored.pageCount());
      requireUnused(pages, stored, used);
    }
    Freelist freelist = new Freelist(pages.file());
    freelist.declareFreeExcept(used, pages.hwm());
    return freelist;
  }

  private static void requireUnused(Pages pages, FreelistPage stored, BitSet used) {
    Pgid end = new Pgid(pages.hwm());
    Pgid least = Pgid.FIRST_DATA;
    for (long i = 0; i < stored.count(); i++) {
      Pgid page = stored.at(i);
      if (page.compareTo(least) < 0 || page.compareTo(end) >= 0) {
        throw new CorruptException(
            "%s: freelist page %s: entry %d: expected a page in [%s, %s), found %s"
                .formatted(pages.file(), stored.id(), i, least, end, page));
      }
      if (used.get((int) page.value())) {
        throw new CorruptException(
            "%s: freelist page %s: entry %d: expected a free page, found page %s in use"
                .formatted(pages.file(), stored.id(), i, page));
      }
      least = new Pgid(page.value() + 1);
    }
  }
}
