package io.fireweed.storage.backend;

import io.fireweed.format.bbolt.Bucket;
import io.fireweed.format.bbolt.Cursor;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.schema.Revision;
import io.fireweed.format.schema.RevisionKey;
import io.fireweed.format.wire.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// The rows of the `key` bucket as they stood at one moment, committed or not, for one thread at a
/// time and as long as it likes: nothing that is applied, committed or compacted meanwhile shows.
///
/// To be closed, or the db file grows.
public final class PinnedRows implements AutoCloseable {
  private final RowLog.Run gathered;
  private final RowLog.Run committing;
  private final CommittedView committed;
  private boolean closed;

  /// Takes over one use of `committed`.
  PinnedRows(RowLog.Run gathered, RowLog.Run committing, CommittedView committed) {
    this.gathered = gathered;
    this.committing = committing;
    this.committed = committed;
  }

  /// Sees rows in the order of their revisions.
  @FunctionalInterface
  public interface KeyRowVisitor {
    /// @param row the encoded `mvccpb.KeyValue`, valid until the call returns
    /// @return whether there should be more
    boolean row(long main, long sub, RevisionKey.Kind kind, MemorySegment row);
  }

  /// {@return the row of that revision, put or tombstone}
  public Optional<Bytes> find(long main, long sub) {
    return find(gathered, committing, committed, main, sub);
  }

  static Optional<Bytes> find(
      RowLog.Run gathered, RowLog.Run committing, CommittedView committed, long main, long sub) {
    int at = gathered.find(main, sub);
    if (at >= 0) {
      return Optional.of(gathered.row(at));
    }
    at = committing.find(main, sub);
    if (at >= 0) {
      return Optional.of(committing.row(at));
    }
    MemorySegment key = RevisionKey.put(new Revision(main, sub)).encode().segment();
    Optional<MemorySegment> row = committed.key().find(key);
    if (row.isEmpty()) {
      key = RevisionKey.tombstone(new Revision(main, sub)).encode().segment();
      row = committed.key().find(key);
    }
    return row.map(Bytes::of);
  }

  /// Shows the rows of main revisions `from` to `to`, both inclusive.
  public void scan(long from, long to, KeyRowVisitor visitor) {
    if (from <= to && scanCommitted(from, to, visitor) && scan(committing, from, to, visitor)) {
      boolean _ = scan(gathered, from, to, visitor);
    }
  }

  private boolean scanCommitted(long from, long to, KeyRowVisitor visitor) {
    Bucket bucket = committed.key();
    Cursor cursor = bucket.cursor();
    MemorySegment first = RevisionKey.put(Revision.of(Math.max(from, 0))).encode().segment();
    for (boolean more = cursor.seek(first); more; more = cursor.next()) {
      MemorySegment key = cursor.key();
      long main = RevisionKey.mainAt(key, 0);
      if (main > to) {
        return true;
      }
      RevisionKey.Kind kind =
          key.byteSize() == RevisionKey.TOMBSTONE_LENGTH
              ? RevisionKey.Kind.TOMBSTONE
              : RevisionKey.Kind.PUT;
      if (!visitor.row(main, RevisionKey.subAt(key, 0), kind, cursor.value())) {
        return false;
      }
    }
    return true;
  }

  private static boolean scan(RowLog.Run run, long from, long to, KeyRowVisitor visitor) {
    for (int at = run.firstFrom(from, 0); at < run.count() && run.main(at) <= to; at++) {
      RevisionKey.Kind kind =
          run.isTombstone(at) ? RevisionKey.Kind.TOMBSTONE : RevisionKey.Kind.PUT;
      if (!visitor.row(run.main(at), run.sub(at), kind, run.row(at).segment())) {
        return false;
      }
    }
    return true;
  }

  /// {@return the state that was committed at that moment, ending with this}
  public ReadTx committed() {
    return committed.tx();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      committed.release();
    }
  }
}
