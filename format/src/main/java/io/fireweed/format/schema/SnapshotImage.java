package io.fireweed.format.schema;

import io.fireweed.format.bbolt.DbFile;
import io.fireweed.format.checksum.Sha256Trailer;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.fault.NotFoundException;
import io.fireweed.format.fault.UnsupportedException;
import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.nio.file.Path;

/// A file that a person calls a snapshot: a DbSnapshot with its digest, or the plain db of a
/// member.
///
/// | length modulo 512 | form |
/// |---|---|
/// | 32 | DbSnapshot: image, then the SHA-256 of the image ([Sha256Trailer]) |
/// | 0 | plain db |
/// | else | neither; refused |
///
/// Opening tells the form and finds a valid meta. The digest is a step of its own, [#digest],
/// because it takes as long as everything else and may run on another thread at the same time.
///
/// Source: etcd 3.4.23 to 3.7.1, snapshot save and restore.
public final class SnapshotImage implements AutoCloseable {
  private static final int SECTOR_BYTES = 512;
  private static final Bytes NO_DIGEST = Bytes.of(new byte[Sha256Trailer.LENGTH]);
  private static final String HINT =
      "a file made by 'snapshot save' or a copy of member/snap/db is expected";

  /// What the length of the file says.
  public enum Form {
    DB_SNAPSHOT,
    PLAIN_DB
  }

  /// What the digest at the end of the file is worth.
  public sealed interface Digest {
    /// A plain db has none, so nothing vouches for its bytes.
    record Absent() implements Digest {}

    /// The stored digest is that of the image.
    record Valid(Bytes stored) implements Digest {}

    /// The stored digest is not that of the image.
    record Invalid(Bytes stored, Bytes computed) implements Digest {}
  }

  private final DbFile db;

  private SnapshotImage(DbFile db) {
    this.db = db;
  }

  /// Opens a file that a user named.
  ///
  /// @throws NotFoundException if there is none
  /// @throws UnsupportedException if it is not a regular file
  /// @throws CorruptException if it is neither a db nor a DbSnapshot
  public static SnapshotImage open(Disk disk, Path path) throws IOException {
    switch (disk.kind(path)) {
      case REGULAR -> {}
      case ABSENT -> throw new NotFoundException("open " + path + ": no such file or directory");
      case DIRECTORY ->
          throw new UnsupportedException(
              path + ": expected a snapshot file, found a directory", HINT);
      case SPECIAL ->
          throw new UnsupportedException(
              path + ": expected a snapshot file, found a pipe, socket or device",
              "save what comes through it to a file first");
    }
    requireLength(disk, path);
    DbFile db = DbFile.open(disk, path);
    try {
      requireWholePages(db);
      requireNothingAppended(db);
      return new SnapshotImage(db);
    } catch (RuntimeException failure) {
      db.close();
      throw failure;
    } catch (InternalError fault) {
      db.close();
      throw new CorruptException(path + ": file was shortened while it was opened", fault);
    }
  }

  /// bbolt grows a file by pages and a snapshot holds pages, so a part of a page at the end was cut
  /// off or appended.
  private static void requireWholePages(DbFile db) {
    long length = db.image().byteSize();
    int pageSize = db.current().pageSize();
    if (length % pageSize != 0) {
      throw new CorruptException(
          "%s: offset %d: length of the db expected a multiple of its page size %d, found %d bytes"
              .formatted(db.path(), length - length % pageSize, pageSize, length),
          "the file was cut off, or something was appended to it");
    }
  }

  /// Tells a snapshot behind which something was written from a db with spare room: its digest
  /// stands directly behind the pages. One that is read as a db would go unproven.
  private static void requireNothingAppended(DbFile db) {
    long size = db.current().sizeBytes();
    boolean hasRoom =
        db.digest().isEmpty() && size >= 0 && size <= db.image().byteSize() - Sha256Trailer.LENGTH;
    if (!hasRoom) {
      return;
    }
    Bytes behind = Bytes.of(db.image().asSlice(size, Sha256Trailer.LENGTH));
    if (!behind.equals(NO_DIGEST) && behind.equals(Sha256Trailer.of(db.image().asSlice(0, size)))) {
      throw new CorruptException(
          "%s: offset %d: expected the end of the snapshot behind its digest, found %d more bytes"
              .formatted(
                  db.path(),
                  size + Sha256Trailer.LENGTH,
                  db.image().byteSize() - size - Sha256Trailer.LENGTH),
          "something was appended to it: cut it off at that offset");
    }
  }

  private static void requireLength(Disk disk, Path path) throws IOException {
    long length;
    try (DiskFile file = disk.openRead(path)) {
      length = file.size();
    }
    if (length == 0) {
      throw new CorruptException(
          path + ": length expected a db or a snapshot, found 0 bytes", HINT);
    }
    long over = length % SECTOR_BYTES;
    if (over != 0 && over != Sha256Trailer.LENGTH) {
      throw new CorruptException(
          path
              + ": length expected a multiple of 512 bytes, plus 32 for the digest of a snapshot,"
              + " found "
              + length
              + " bytes, "
              + over
              + " over",
          "the file was cut off, or something was appended to it");
    }
  }

  /// {@return the db in the file, without the digest; it closes with this}
  public DbFile db() {
    return db;
  }

  public Form form() {
    return db.digest().isPresent() ? Form.DB_SNAPSHOT : Form.PLAIN_DB;
  }

  /// Reads the whole image and compares. Safe to run on any thread while another one reads the db.
  public Digest digest() {
    if (db.digest().isEmpty()) {
      return new Digest.Absent();
    }
    Bytes computed;
    try {
      computed = Sha256Trailer.of(db.image());
    } catch (InternalError fault) {
      throw new CorruptException(db.path() + ": file was shortened while it was read", fault);
    }
    return judge(computed);
  }

  /// {@return what the stored digest is worth, given the one that a reader of its own computed}
  ///
  /// @param computed SHA-256 of the whole image
  public Digest judge(Bytes computed) {
    return db.digest()
        .<Digest>map(
            stored ->
                stored.equals(computed)
                    ? new Digest.Valid(computed)
                    : new Digest.Invalid(stored, computed))
        .orElseGet(Digest.Absent::new);
  }

  /// Refuses a digest that is wrong; one that is absent passes.
  ///
  /// @param digest what [#digest] answered for this file
  public void requireSound(Digest digest) {
    switch (digest) {
      case Digest.Absent absent -> {}
      case Digest.Valid valid -> {}
      case Digest.Invalid invalid ->
          throw new CorruptException(
              "%s: offset %d: sha256 of the image expected %s as stored, found %s"
                  .formatted(
                      db.path(),
                      db.image().byteSize(),
                      invalid.stored().toHex(),
                      invalid.computed().toHex()),
              "the file changed after it was saved; use another snapshot, or look at it with:"
                  + " fireweed verify "
                  + db.path());
    }
  }

  @Override
  public void close() {
    db.close();
  }
}
