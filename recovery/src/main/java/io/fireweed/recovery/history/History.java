package io.fireweed.recovery.history;

import io.fireweed.format.bbolt.Bucket;
import io.fireweed.format.bbolt.Cursor;
import io.fireweed.format.bbolt.LeafPage;
import io.fireweed.format.bbolt.MetaSlot;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.FileKind;
import io.fireweed.format.disk.LockMode;
import io.fireweed.format.fault.NotFoundException;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.KeyValue;
import io.fireweed.format.schema.KeyValueView;
import io.fireweed.format.schema.MetaRows;
import io.fireweed.format.schema.Revision;
import io.fireweed.format.schema.RevisionKey;
import io.fireweed.format.schema.SnapshotImage;
import io.fireweed.format.schema.hash.HashKv;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import io.fireweed.storage.mvcc.KeyRange;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// The history that one snapshot or db holds.
///
/// Readable are the revisions from the compaction, or 1, up to the newest, both included. While it
/// is open the file is locked as a reader of bbolt locks it.
public final class History implements AutoCloseable {
  /// Whether the digest at the end of a snapshot must be right.
  public enum Trust {
    /// Read the whole file first and refuse a wrong digest. A db without one passes.
    DIGEST,
    /// Look inside all the same.
    NONE
  }

  private final DiskFile lock;
  private final SnapshotImage image;
  private final ReadTx tx;
  private final long compactRevision;
  private final long revision;

  private History(DiskFile lock, SnapshotImage image, ReadTx tx) {
    this.lock = lock;
    this.image = image;
    this.tx = tx;
    this.compactRevision = MetaRows.of(tx).compactMain();
    this.revision = HashKv.currentRevision(tx);
  }

  /// Opens a snapshot or a db.
  ///
  /// @throws NotFoundException if there is no such file
  /// @throws RefusedException if a running program holds the file
  /// @throws io.fireweed.format.fault.CorruptException if it is no sound db
  public static History open(Disk disk, Path file, Trust trust) throws IOException {
    if (disk.kind(file) == FileKind.ABSENT) {
      throw new NotFoundException("open " + file + ": no such file or directory");
    }
    SnapshotImage image = SnapshotImage.open(disk, file);
    try {
      DiskFile lock = disk.openRead(file);
      try {
        lock.lock(LockMode.SHARED);
        if (trust == Trust.DIGEST) {
          image.requireSound(image.digest());
        }
        return new History(lock, image, image.db().read());
      } catch (IOException | RuntimeException refused) {
        lock.close();
        throw refused;
      }
    } catch (IOException | RuntimeException refused) {
      image.close();
      throw refused;
    }
  }

  public Path file() {
    return tx.file();
  }

  /// {@return the revision the store stands at}
  public long revision() {
    return revision;
  }

  /// {@return the revision below which nothing can be read, if there was a compaction}
  public OptionalLong compactRevision() {
    return compactRevision < 0 ? OptionalLong.empty() : OptionalLong.of(compactRevision);
  }

  /// {@return the raft entry this db reflects, if it says}
  public OptionalLong consistentIndex() {
    return MetaRows.of(tx).consistentIndex();
  }

  /// {@return why the newest state of the file may not be the one that is read, if so}
  public Optional<String> caveat() {
    for (MetaSlot slot : image.db().metaSlots()) {
      if (slot instanceof MetaSlot.Invalid invalid) {
        return Optional.of(
            file() + ": " + invalid.message() + "; what is shown may be one commit back");
      }
    }
    return Optional.empty();
  }

  /// {@return `wanted`, which is readable}
  ///
  /// @throws RefusedException if it is compacted or still to come
  public long requireReadable(long wanted) {
    long first = Math.max(compactRevision, 1);
    if (wanted < first) {
      throw new RefusedException(
          file()
              + ": revision expected from "
              + first
              + " to "
              + revision
              + ", found "
              + wanted
              + (compactRevision < 0 ? "" : "; what was before was compacted away"),
          "an older snapshot may still hold it");
    }
    if (wanted > revision) {
      throw new RefusedException(
          file() + ": revision expected at most " + revision + ", found " + wanted,
          "a later snapshot, or the logs of the members (fireweed salvage), may hold it");
    }
    return wanted;
  }

  /// {@return all keys of a range as they stood at a revision, to be closed before this}
  public Moment at(long atRevision, KeyRange range) {
    return Moment.load(tx, requireReadable(atRevision), range);
  }

  /// {@return the key as it stood at a revision; nothing if it did not exist}
  ///
  /// Reads backwards from the revision to the last change of the key.
  public Optional<KeyValue> find(Bytes key, long atRevision) {
    requireReadable(atRevision);
    Optional<Bucket> bucket = tx.findBucket(EtcdBucket.KEY.bytes());
    if (bucket.isEmpty() || key.isEmpty()) {
      return Optional.empty();
    }
    Cursor rows = bucket.get().cursor();
    KeyValueView view = new KeyValueView();
    Origin where = new Origin(file() + ": bucket key", 0);
    for (boolean found = seekLast(rows, atRevision); found; found = rows.previous()) {
      RevisionKey row = RevisionKey.decode(rows.key(), where);
      MemorySegment value = rows.value();
      view.require(value, 0, value.byteSize(), rowOrigin(row.revision()));
      if (isKey(view, value, key)) {
        return row.isTombstone() ? Optional.empty() : Optional.of(view.toKeyValue());
      }
    }
    return Optional.empty();
  }

  private static boolean seekLast(Cursor rows, long atRevision) {
    if (atRevision == Long.MAX_VALUE) {
      return rows.last();
    }
    Bytes behind = RevisionKey.put(Revision.of(atRevision + 1)).encode();
    return rows.seek(behind.segment()) ? rows.previous() : rows.last();
  }

  /// Hands every event of a key up to a revision to `events`, oldest first.
  ///
  /// Events below the compaction are gone, so the first one may not be the first there was.
  public void log(Bytes key, long upTo, Consumer<KeyEvent> events) {
    requireReadable(upTo);
    KeyValueView view = new KeyValueView();
    tx.findBucket(EtcdBucket.KEY.bytes())
        .ifPresent(bucket -> bucket.forEachLeaf(page -> log(page, view, key, upTo, events)));
  }

  private void log(
      LeafPage page, KeyValueView view, Bytes key, long upTo, Consumer<KeyEvent> events) {
    for (int i = 0; i < page.count(); i++) {
      RevisionKey row =
          RevisionKey.decode(page.key(i), new Origin(file() + ": bucket key", page.keyOffset(i)));
      if (row.revision().main() > upTo) {
        return;
      }
      MemorySegment value = page.value(i);
      view.require(value, 0, value.byteSize(), rowOrigin(row.revision()));
      if (isKey(view, value, key)) {
        events.accept(
            row.isTombstone()
                ? new KeyEvent.Tombstone(row.revision(), key)
                : new KeyEvent.Put(row.revision(), view.toKeyValue()));
      }
    }
  }

  private Origin rowOrigin(Revision at) {
    return new Origin(file() + ": row " + at, 0);
  }

  private static boolean isKey(KeyValueView view, MemorySegment value, Bytes key) {
    return view.keyLength() == key.length()
        && MemorySegment.mismatch(
                value,
                view.keyOffset(),
                view.keyOffset() + view.keyLength(),
                key.segment(),
                0,
                key.length())
            < 0;
  }

  @Override
  public void close() throws IOException {
    tx.close();
    image.close();
    lock.close();
  }
}
