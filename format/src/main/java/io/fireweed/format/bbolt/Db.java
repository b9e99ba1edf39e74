package io.fireweed.format.bbolt;

import io.fireweed.format.bbolt.DbOptions.Durability;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.LockMode;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.fault.UnavailableException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A bbolt file that can be written: any number of readers of committed states, one writer.
///
/// A commit writes only pages that no state in use can see, in this order: changed pages, force,
/// the meta page of its transaction, force. Whatever is cut off leaves the last state or the new
/// one. After a write or force has failed nobody knows what is on the disk, so the db takes no
/// further commits; readers go on, and opening the file again shows which state it holds.
///
/// The file is locked with `flock(2)` against other programs as long as the db is open. Do not
/// interrupt a thread that uses it: Java then closes the file below everyone.
///
/// [#read] may be called from any thread. A [ReadTx] keeps the pages of its state from being
/// reused: close it soon, or the file grows.
public final class Db implements AutoCloseable {
  private static final long LARGE_GROWTH_BYTES = 16L << 20;
  private static final long LEAST_GROWTH_BYTES = 32L << 10;
  private static final int GROWTH_PARTS = 8;
  private static final int AHEAD_PARTS = 16;
  private static final long MOST_AHEAD_BYTES = 2L << 20;
  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(64 << 10).asReadOnlyBuffer();

  private final DiskFile file;
  private final DbOptions options;
  private final int pageSize;
  private final Freelist freelist;
  private final PageStream stream;

  /// Up to here the file has blocks, as far as is known. For the thread that commits.
  private long allocatedBytes;

  /// Open readers by the state they read. This and what follows is guarded by this object.
  private final TreeMap<Txid, Integer> readers = new TreeMap<>();

  private Meta meta;
  private Mapping mapping;
  private long fileBytes;
  private boolean writing;
  private boolean closed;
  private @Nullable Throwable failure;

  private Db(DiskFile file, DbOptions options) throws IOException {
    this.file = file;
    this.options = options;
    this.fileBytes = file.size();
    if (fileBytes == 0) {
      throw new CorruptException(file.path() + ": length: expected a bbolt db, found 0 bytes");
    }
    this.mapping = Mapping.of(file, fileBytes);
    try {
      MemorySegment bytes = mapping.bytes();
      this.meta = DbOpening.newestMeta(file.path(), bytes);
      this.pageSize = meta.pageSize();
      this.freelist = DbOpening.freelist(pages(), meta);
    } catch (InternalError fault) {
      mapping.release();
      throw new CorruptException(
          file.path() + ": file was shortened or its device failed while it was opened", fault);
    } catch (RuntimeException refused) {
      mapping.release();
      throw refused;
    }
    this.stream = new PageStream(file);
  }

  /// Opens a file for writing and locks it.
  ///
  /// @throws RefusedException if another program has it open, or it is a db snapshot
  /// @throws CorruptException if an existing file is no sound db
  public static Db open(Disk disk, Path path, DbOptions options) throws IOException {
    return switch (options.origin()) {
      case EXISTING -> over(disk.openWrite(path), options);
      case CREATE -> create(disk, path, options);
    };
  }

  /// Opens the db in a file for writing and locks it. The file closes with the db.
  ///
  /// @throws RefusedException if another program has it open, or it is a db snapshot
  /// @throws CorruptException if it is no sound db
  public static Db over(DiskFile file, DbOptions options) throws IOException {
    try {
      file.lock(LockMode.EXCLUSIVE);
      return new Db(file, options);
    } catch (IOException | RuntimeException refused) {
      file.close();
      throw refused;
    }
  }

  private static Db create(Disk disk, Path path, DbOptions options) throws IOException {
    DiskFile file = disk.create(path);
    try {
      file.lock(LockMode.EXCLUSIVE);
      DbOpening.layOut(file, options);
      if (options.durability() == Durability.EACH_COMMIT) {
        file.force();
        Path directory = path.toAbsolutePath().getParent();
        if (directory != null) {
          disk.forceDirectory(directory);
        }
      }
      return new Db(file, options);
    } catch (IOException | RuntimeException failed) {
      try (file) {
        disk.delete(path);
      }
      throw failed;
    }
  }

  public Path path() {
    return file.path();
  }

  /// {@return the last committed state}
  public synchronized Meta meta() {
    return meta;
  }

  /// {@return the number of readers that have not ended}
  public synchronized int readerCount() {
    return readers.values().stream().mapToInt(Integer::intValue).sum();
  }

  /// Begins to read the last committed state.
  public synchronized ReadTx read() throws IOException {
    requireOpen();
    Mapping seen = currentMapping();
    Meta state = meta;
    seen.acquire();
    readers.merge(state.txid(), 1, Integer::sum);
    AtomicBoolean ended = new AtomicBoolean();
    return new ReadTx(
        pages(),
        state,
        () -> {
          if (ended.compareAndSet(false, true)) {
            endRead(state.txid(), seen);
          }
        });
  }

  /// Begins to change the last committed state.
  ///
  /// @throws IllegalStateException if a write transaction is open
  /// @throws UnavailableException if a write has failed
  public synchronized WriteTx begin() throws IOException {
    requireOpen();
    requireSound();
    if (writing) {
      throw new IllegalStateException(path() + ": a write transaction is open");
    }
    Mapping seen = currentMapping();
    freelist.release(readers.navigableKeySet());
    seen.acquire();
    writing = true;
    return new WriteTx(this, meta, seen, new TxPages(pages(), freelist, meta.hwm().value()));
  }

  /// Unlocks and closes the file; open readers may go on. A write transaction that is open can no
  /// longer commit.
  ///
  /// @throws IOException if the last commits could not be made durable
  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (file) {
      mapping.release();
      if (options.durability() == Durability.AT_CLOSE && failure == null) {
        file.force();
      }
    }
  }

  /// Writes what a transaction changed and makes it the current state.
  void commit(WriteTx tx) throws IOException {
    synchronized (this) {
      requireOpen();
      requireSound();
    }
    TxPages pages = tx.pages();
    Pgid root = new Pgid(tx.spill());
    Pgid list = storeFreelist(pages, tx.base());
    Pgid hwm = new Pgid(pages.hwm());
    Meta next = new Meta(pageSize, root, tx.base().sequence(), list, hwm, tx.txid());
    try {
      grow(next.sizeBytes());
      pages.flush(stream);
      writeZerosAhead(next.sizeBytes());
      force();
      writeMeta(next);
      force();
    } catch (IOException | RuntimeException | Error failed) {
      synchronized (this) {
        failure = failed;
      }
      throw failed;
    }
    freelist.commit(next.txid());
    synchronized (this) {
      meta = next;
    }
  }

  /// {@return bytes below the high water mark that are free, or will be when readers end; for the
  /// thread that commits}
  public long freeBytes() {
    return (long) freelist.storedCount() * pageSize;
  }

  /// {@return pages below the high water mark that are free, or will be when readers end}
  int unusedPageCount() {
    return freelist.storedCount();
  }

  /// A write transaction is over, committed or not.
  void ended() {
    freelist.rollback();
    synchronized (this) {
      writing = false;
    }
  }

  private synchronized void endRead(Txid state, Mapping seen) {
    readers.computeIfPresent(state, (_, count) -> count == 1 ? null : count - 1);
    seen.release();
  }

  /// Frees the old freelist page and adds a new one, if it is stored. {@return where}
  private Pgid storeFreelist(TxPages pages, Meta base) {
    if (base.hasStoredFreelist()) {
      pages.freeList(base.freelist());
    }
    if (options.freelist() == FreelistStorage.NONE) {
      return Pgid.NOT_STORED;
    }
    // Taking these pages can only shorten the list that has to fit them.
    long count = pages.pagesFor(FreelistPage.sizeBytes(freelist.storedCount()));
    long pgid = pages.allocate(count);
    pages.write(new DirtyPage.Free(pgid, count, freelist.storedPages()));
    return new Pgid(pgid);
  }

  /// Makes the file long enough, in steps that keep remapping rare.
  private void grow(long needed) throws IOException {
    long length = fileBytes();
    if (needed > length) {
      long small = Math.clamp(needed, LEAST_GROWTH_BYTES, LARGE_GROWTH_BYTES);
      long wanted = needed + Math.max(small, needed / GROWTH_PARTS);
      long target = wanted + pageSize - wanted % pageSize;
      file.truncate(target);
      if (options.durability() == Durability.EACH_COMMIT) {
        file.force();
      }
      synchronized (this) {
        fileBytes = target;
      }
    }
  }

  /// Gives blocks to the pages of later commits, a good piece at a time. A commit that has only to
  /// overwrite is spared the file system's journal, and so is every other file that is forced
  /// meanwhile, such as the log.
  private void writeZerosAhead(long used) throws IOException {
    if (options.durability() != Durability.EACH_COMMIT || used <= allocatedBytes) {
      return;
    }
    long ahead = Math.clamp(used / AHEAD_PARTS, LEAST_GROWTH_BYTES, MOST_AHEAD_BYTES);
    long end = Math.min(fileBytes(), used + ahead);
    for (long at = used; at < end; at += ZEROS.capacity()) {
      file.write(ZEROS.duplicate().limit((int) Math.min(ZEROS.capacity(), end - at)), at);
    }
    allocatedBytes = end;
  }

  private synchronized long fileBytes() {
    return fileBytes;
  }

  private void writeMeta(Meta next) throws IOException {
    ByteBuffer page = ByteBuffer.allocateDirect(pageSize);
    Pgid place = next.txid().metaPage();
    next.writePage(MemorySegment.ofBuffer(page), 0, place);
    file.write(page, place.value() * pageSize);
  }

  private void force() throws IOException {
    if (options.durability() == Durability.EACH_COMMIT) {
      file.forceData();
    }
  }

  private Pages pages() {
    return new Pages(file.path(), mapping.bytes(), meta.pageSize(), meta.hwm().value());
  }

  /// {@return a mapping that covers the current state}
  private Mapping currentMapping() throws IOException {
    if (mapping.bytes().byteSize() < meta.sizeBytes()) {
      Mapping longer = Mapping.of(file, fileBytes);
      mapping.release();
      mapping = longer;
    }
    return mapping;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException(path() + ": the db is closed");
    }
  }

  private void requireSound() {
    Throwable failed = failure;
    if (failed != null) {
      throw new UnavailableException(
          "%s: db takes no commits: a write to it failed: %s"
              .formatted(path(), failed.getMessage()),
          "free space or replace the disk, then open the db again");
    }
  }
}
