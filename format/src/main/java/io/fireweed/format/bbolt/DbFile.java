package io.fireweed.format.bbolt;

import io.fireweed.format.checksum.Sha256Trailer;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A bbolt file opened for reading only: a member's `db`, or a db snapshot with a digest at its
/// end.
///
/// The file is mapped, so it may be far larger than memory. Nothing is written and no lock is
/// taken; a caller that must keep writers out takes a lock first. Opening succeeds when there is a
/// valid meta; whether the tree below it is whole is told by the first strict read or by [Checker].
///
/// The page size is that of the meta in page 0, or, if that one is damaged, of the meta found at
/// the first offset of 1024, 2048, … 65536 that holds one saying just that page size. The current
/// state is that of the valid meta with the higher transaction. If the other meta is valid too, it
/// still describes the complete state before: nothing it refers to is reused by the commit after
/// it.
///
/// Source: bbolt db.go 1.3.3 to 1.5.0 (open, page size search, choice of meta).
public final class DbFile implements AutoCloseable {
  private static final String HINT =
      "restore from another snapshot, or try: fireweed salvage DIR --output FILE";

  private final Path path;
  private final Arena arena;
  private final MemorySegment image;
  private final Optional<Bytes> digest;
  private final List<MetaSlot> slots;
  private final Meta current;

  private DbFile(Path path, Arena arena, MemorySegment file) {
    long size = file.byteSize();
    boolean hasDigest = Sha256Trailer.present(size);
    long imageSize = hasDigest ? size - Sha256Trailer.LENGTH : size;
    this.path = path;
    this.arena = arena;
    this.image = file.asSlice(0, imageSize);
    this.digest = hasDigest ? Optional.of(Bytes.of(file.asSlice(imageSize))) : Optional.empty();
    this.slots = readSlots();
    this.current =
        validMetas().stream()
            .reduce((first, second) -> isNewer(second, first) ? second : first)
            .orElseThrow(this::noMeta);
    if (imageSize < 2L * current.pageSize()) {
      throw tooSmall(imageSize, 2L * current.pageSize());
    }
  }

  /// Opens and maps a file.
  ///
  /// @throws CorruptException if it holds no valid meta
  public static DbFile open(Disk disk, Path path) throws IOException {
    Arena arena = Arena.ofShared();
    try (DiskFile file = disk.openRead(path)) {
      long size = file.size();
      MemorySegment bytes = size == 0 ? MemorySegment.NULL : file.map(0, size, arena);
      return new DbFile(path, arena, bytes);
    } catch (IOException | RuntimeException failure) {
      arena.close();
      throw failure;
    } catch (InternalError fault) {
      arena.close();
      throw new CorruptException(path + ": file was shortened while it was opened", fault);
    }
  }

  /// {@return a db whose file is in memory already}
  ///
  /// @param path for messages
  /// @param file must stay valid and unchanged while this is used
  public static DbFile of(Path path, MemorySegment file) {
    return new DbFile(path, Arena.ofShared(), file.asReadOnly());
  }

  public Path path() {
    return path;
  }

  /// {@return the file without its digest; longer than [Meta#sizeBytes] if the file has spare room}
  public MemorySegment image() {
    return image;
  }

  /// {@return the last 32 bytes of a file whose length says that it ends in a SHA-256}
  public Optional<Bytes> digest() {
    return digest;
  }

  /// {@return what stands in meta page 0 and in meta page 1}
  public List<MetaSlot> metaSlots() {
    return slots;
  }

  /// {@return the meta of the newest state}
  public Meta current() {
    return current;
  }

  /// {@return the meta of the state one commit before, if it is valid and differs}
  public Optional<Meta> older() {
    return validMetas().stream().filter(meta -> !meta.equals(current)).findFirst();
  }

  /// {@return the newest state}
  ///
  /// @throws CorruptException if the file ends before that state does
  public ReadTx read() {
    return readAt(current);
  }

  /// {@return the state of a meta of this file}
  ///
  /// @throws CorruptException if the file ends before that state does
  public ReadTx readAt(Meta meta) {
    ReadTx tx = readDamaged(meta);
    Pages pages = tx.pages();
    if (Long.compareUnsigned(pages.hwm(), pages.filePages()) > 0) {
      Pgid missing = new Pgid(pages.filePages());
      throw pages.corrupt(
          new Finding.FileTooShort(missing, pages.hwm(), pages.pageSize(), image.byteSize()));
    }
    return tx;
  }

  /// {@return the state of a meta of this file, as far as the file goes; for [Checker] and salvage}
  public ReadTx readDamaged(Meta meta) {
    if (!validMetas().contains(meta)) {
      throw new IllegalArgumentException("not a meta of " + path + ": " + meta);
    }
    Pages pages = new Pages(path, image, meta.pageSize(), meta.hwm().value());
    return new ReadTx(pages, meta, () -> {});
  }

  @Override
  public void close() {
    arena.close();
  }

  private List<Meta> validMetas() {
    return slots.stream()
        .filter(MetaSlot.Valid.class::isInstance)
        .map(slot -> ((MetaSlot.Valid) slot).meta())
        .toList();
  }

  private static boolean isNewer(Meta meta, Meta than) {
    return meta.txid().compareTo(than.txid()) > 0;
  }

  private List<MetaSlot> readSlots() {
    if (image.byteSize() < 2L * Meta.MIN_PAGE_SIZE) {
      throw tooSmall(image.byteSize(), 2L * Meta.MIN_PAGE_SIZE);
    }
    MetaSlot first = Meta.read(image, 0, new Pgid(0));
    if (first instanceof MetaSlot.Valid valid) {
      return List.of(first, secondSlot(valid.meta().pageSize()));
    }
    MetaSlot second = secondSlot(Meta.MIN_PAGE_SIZE);
    for (int size = Meta.MIN_PAGE_SIZE; size <= Meta.MAX_PAGE_SIZE; size *= 2) {
      if (secondSlot(size) instanceof MetaSlot.Valid valid) {
        return List.of(first, valid);
      }
    }
    return List.of(first, second);
  }

  private MetaSlot secondSlot(int pageSize) {
    Pgid page = new Pgid(1);
    MetaSlot slot = Meta.read(image, pageSize, page);
    if (slot instanceof MetaSlot.Valid valid && valid.meta().pageSize() != pageSize) {
      return new MetaSlot.Invalid(page, pageSize, "page size", pageSize, valid.meta().pageSize());
    }
    return slot;
  }

  private CorruptException tooSmall(long found, long expected) {
    return new CorruptException(
        "%s: file size too small: expected at least %d bytes, found %d"
            .formatted(path, expected, found),
        HINT);
  }

  private CorruptException noMeta() {
    StringBuilder reasons = new StringBuilder();
    for (MetaSlot slot : slots) {
      if (slot instanceof MetaSlot.Invalid invalid) {
        reasons.append(reasons.isEmpty() ? "" : "; ").append(invalid.message());
      }
    }
    return new CorruptException(
        "%s: not a bbolt db, or both metas are damaged: %s".formatted(path, reasons), HINT);
  }
}
