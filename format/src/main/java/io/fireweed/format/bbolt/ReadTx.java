package io.fireweed.format.bbolt;

import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One committed state of a db, seen unchanged until this is closed.
///
/// Nothing is copied: keys, values and pages are views of the mapped file and end with the
/// transaction. Buckets and pages may be shared between threads; a [Cursor] belongs to one.
public final class ReadTx implements AutoCloseable {
  private final Pages pages;
  private final Meta meta;
  private final Runnable onClose;

  /// @param onClose releases what the state needs; run once
  ReadTx(Pages pages, Meta meta, Runnable onClose) {
    this.pages = pages;
    this.meta = meta;
    this.onClose = onClose;
  }

  /// {@return the file this is a state of, for messages}
  public Path file() {
    return pages.file();
  }

  /// {@return the meta whose state this is}
  public Meta meta() {
    return meta;
  }

  /// {@return bytes of the db in this state, high water mark times page size}
  public long sizeBytes() {
    return meta.sizeBytes();
  }

  /// {@return the bucket that holds all others}
  public Bucket root() {
    BucketHeader header = new BucketHeader(meta.root(), meta.sequence());
    return new Bucket(pages, new BucketRoot(header, Optional.empty()));
  }

  public Optional<Bucket> findBucket(Bytes name) {
    return root().findBucket(name);
  }

  /// {@return the top-level bucket `name`}
  ///
  /// @throws io.fireweed.format.fault.NotFoundException if there is none
  public Bucket requireBucket(Bytes name) {
    return root().requireBucket(name);
  }

  /// {@return a cursor over the top-level buckets}
  public Cursor rootCursor() {
    return root().cursor();
  }

  /// {@return the names of the top-level buckets, ascending}
  public List<Bytes> bucketNames() {
    List<Bytes> names = new ArrayList<>();
    Cursor cursor = rootCursor();
    while (cursor.next()) {
      if (cursor.isBucket()) {
        names.add(Bytes.of(cursor.key()));
      }
    }
    return List.copyOf(names);
  }

  /// Hands every leaf page of every bucket to `visitor`, refusing the db at the first finding.
  public void visit(DbVisitor visitor) {
    DbWalk.visit(pages, meta.root(), visitor);
  }

  /// Sends this state as a file of its own, as etcd's snapshot does; see [SnapshotCopy].
  ///
  /// @return bytes sent
  public long copyTo(SnapshotSink sink) throws IOException {
    return SnapshotCopy.copy(this, sink);
  }

  Pages pages() {
    return pages;
  }

  @Override
  public void close() {
    onClose.run();
  }
}
