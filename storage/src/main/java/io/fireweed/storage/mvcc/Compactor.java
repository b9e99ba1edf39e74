package io.fireweed.storage.mvcc;

import io.fireweed.format.bbolt.WriteBucket;
import io.fireweed.format.bbolt.WriteCursor;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.KeyValueView;
import io.fireweed.format.schema.Revision;
import io.fireweed.format.schema.RevisionKey;
import io.fireweed.storage.backend.DirectBackend;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Deletes the rows that a compaction makes superfluous.
///
/// A compaction at C keeps, of each key, the newest row up to C if it is a put, and every row above
/// C. A newest row that is a tombstone goes, unless it stands exactly at C and the release keeps
/// those.
///
/// First one walk from C downwards finds, with the help of the index, what goes; then it is deleted
/// upwards, so that a key's tombstone is the last of its rows to go. Hence a crash between two
/// commits loses nothing: the compaction is still marked unfinished and does the rest at the next
/// open.
///
/// Memory: 16 native bytes per row that goes, and on the heap the pages that one commit changes.
public final class Compactor {
  private static final int ROWS_PER_COMMIT = 10_000;

  /// What becomes of a tombstone exactly at the compaction's revision.
  public enum TombstoneRule {
    /// Up to 3.4.33 and 3.5.15.
    DROP,
    /// Since 3.4.34, 3.5.16 and 3.6.0.
    KEEP;

    /// {@return whether the newest row of a key up to a compaction survives it}
    boolean keeps(long main, int packedSub, long target) {
      boolean tombstone = (packedSub & 1) != 0;
      return !tombstone || (this == KEEP && main == target);
    }
  }

  private final DirectBackend backend;
  private final KeyStore store;
  private final TombstoneRule rule;
  private final KeyValueView view = new KeyValueView();
  private int pass;

  public Compactor(DirectBackend backend, KeyStore store, TombstoneRule rule) {
    this.backend = backend;
    this.store = store;
    this.rule = rule;
  }

  /// Compacts at `target`, a revision above the last compaction and not above the current one.
  /// Commits after each ten thousand rows.
  ///
  /// @return the number of rows deleted
  public long compact(long target) throws IOException {
    store.scheduleCompaction(target);
    return deleteUpTo(target);
  }

  /// Finishes a compaction that was begun before the db was closed. {@return rows deleted}
  public long resume() throws IOException {
    long target = store.unfinishedCompaction();
    return target == 0 ? 0 : deleteUpTo(target);
  }

  private long deleteUpTo(long target) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      RowList rows = new RowList(arena);
      collect(target, rows);
      delete(rows);
      store.finishCompaction(target);
      return rows.size();
    }
  }

  private void collect(long target, RowList rows) {
    pass++;
    WriteCursor cursor = backend.writeBucket(EtcdBucket.KEY).cursor();
    MemorySegment above = RevisionKey.put(Revision.of(target + 1)).encode().segment();
    boolean more = cursor.seek(above) ? cursor.previous() : cursor.last();
    for (; more; more = cursor.previous()) {
      MemorySegment rowKey = cursor.key();
      long main = RevisionKey.mainAt(rowKey, 0);
      boolean tombstone = rowKey.byteSize() == RevisionKey.TOMBSTONE_LENGTH;
      if (isSuperfluous(cursor.value(), main, tombstone, target)) {
        rows.add(main, RevisionKey.subAt(rowKey, 0), tombstone);
      }
    }
  }

  private boolean isSuperfluous(MemorySegment value, long main, boolean tombstone, long target) {
    view.require(value, 0, value.byteSize(), backend.origin(EtcdBucket.KEY));
    KeyIndex index = store.index();
    long ref = index.find(view.key());
    if (ref == KeyIndex.NONE || index.markMet(ref, pass)) {
      return true;
    }
    if (!tombstone || (main == target && rule == TombstoneRule.KEEP)) {
      return false;
    }
    if (!index.isLive(ref) && index.modRevision(ref) == main) {
      index.forget(ref);
    }
    return true;
  }

  private void delete(RowList rows) throws IOException {
    WriteBucket bucket = backend.writeBucket(EtcdBucket.KEY);
    long deleted = 0;
    for (long i = rows.size() - 1; i >= 0; i--) {
      bucket.delete(rows.key(i));
      if (++deleted % ROWS_PER_COMMIT == 0) {
        backend.commit();
        bucket = backend.writeBucket(EtcdBucket.KEY);
      }
    }
  }
}
