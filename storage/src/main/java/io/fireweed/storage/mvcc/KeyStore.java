package io.fireweed.storage.mvcc;

import io.fireweed.api.error.EtcdError;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.KeyValue;
import io.fireweed.format.schema.KeyValueView;
import io.fireweed.format.schema.MetaKey;
import io.fireweed.format.schema.RevisionKey;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.ProtoWriter;
import io.fireweed.storage.backend.Backend;
import io.fireweed.storage.backend.BucketRows;
import io.fireweed.storage.mvcc.KeyIndex.History;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;

/// The `key` bucket and the [KeyIndex] changed together.
///
/// Changes come in write transactions, [#begin] to [#end]: each change gets the next main revision
/// and its own sub revision; a transaction without changes leaves the revision alone. These are not
/// transactions of the db: many of them go into one commit.
///
/// Invariants: `1 <= revision`, `compactRevision <= revision`, and the bucket has no row above
/// `revision` outside a write transaction.
public final class KeyStore implements AutoCloseable {
  /// The compact revision of a store that was never compacted, as etcd reports it.
  public static final long NEVER_COMPACTED = -1;

  private static final long EMPTY_STORE_REVISION = 1;
  private static final int SUB_OFFSET = 9;
  private static final int ROWS_PER_SLICE = 16;
  private static final ValueLayout.OfLong LONG_BE =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final Backend backend;
  private final KeyIndex index;
  private final RowSource rows;
  private final MemorySegment tombstoneKey =
      MemorySegment.ofArray(RevisionKey.tombstone(Revisions.FIRST).encode().toArray());
  private final MemorySegment putKey = tombstoneKey.asSlice(0, RevisionKey.PUT_LENGTH);
  private final ProtoWriter row = new ProtoWriter(4096);
  private long revision;
  private long compactRevision;
  private int changes;

  private KeyStore(
      Backend backend, KeyIndex index, RowSource rows, long revision, long compactRevision) {
    this.backend = backend;
    this.index = index;
    this.rows = rows;
    this.revision = revision;
    this.compactRevision = compactRevision;
  }

  /// Opens a store that knows the newest rows and is used by one thread. Reads every row once.
  ///
  /// @throws io.fireweed.format.fault.CorruptException if a row of the bucket is malformed
  public static KeyStore open(Backend backend) throws IOException {
    return open(backend, History.NEWEST_ONLY, RowSource.of(backend));
  }

  /// Opens a store. Reads every row once to build the index.
  ///
  /// @param rows what was written and not compacted; readers on other threads go through it too
  /// @throws io.fireweed.format.fault.CorruptException if a row of the bucket is malformed
  public static KeyStore open(Backend backend, History history, RowSource rows) throws IOException {
    KeyIndex index = new KeyIndex(history);
    try {
      long last = KeyIndexLoader.load(backend, index);
      long scheduled = Revisions.compaction(backend, MetaKey.SCHEDULED_COMPACT);
      long finished = Revisions.compaction(backend, MetaKey.FINISHED_COMPACT);
      long compacted = Math.max(scheduled, finished);
      long revision = Math.max(Math.max(last, compacted), EMPTY_STORE_REVISION);
      long compactRevision = compacted == 0 ? NEVER_COMPACTED : compacted;
      return new KeyStore(backend, index, rows, revision, compactRevision);
    } catch (IOException | RuntimeException refused) {
      index.close();
      throw refused;
    }
  }

  public KeyIndex index() {
    return index;
  }

  /// {@return the main revision of the last write transaction that ended}
  public long revision() {
    return revision;
  }

  /// {@return everything below this revision may be gone, or [#NEVER_COMPACTED]}
  public long compactRevision() {
    return compactRevision;
  }

  /// {@return the revision that a read sees: within a write transaction that has changed
  /// something, the one it will end with}
  public long visibleRevision() {
    return changes > 0 ? revision + 1 : revision;
  }

  /// {@return where the rows are read}
  public RowSource rows() {
    return rows;
  }

  /// {@return why nothing can be read at that revision, where 0 or less means now}
  public Optional<EtcdError> refuse(long wanted) {
    if (wanted > visibleRevision()) {
      return Optional.of(EtcdError.FUTURE_REVISION);
    }
    return wanted > 0 && wanted < compactRevision
        ? Optional.of(EtcdError.COMPACTED)
        : Optional.empty();
  }

  /// Answers a query that [#refuse] lets pass, at once.
  public RangeRows range(RangeQuery query) {
    return range(query, _ -> true);
  }

  /// Reads as the other method does, and leaves all rows out if they are too many.
  ///
  /// @param mayHold whether so many bytes more may be held
  public RangeRows range(RangeQuery query, LongPredicate mayHold) {
    if (query.range() instanceof KeyRange.Single(Bytes key) && query.isPlain()) {
      RangeRows found = rowOf(key, query.revision());
      long bytes = found.rows().stream().mapToLong(Bytes::length).sum();
      return mayHold.test(bytes)
          ? found
          : new RangeRows(List.of(), found.count(), false, found.revision());
    }
    RangePick pick = RangePick.begin(this, query);
    pick.advance(Integer.MAX_VALUE);
    RangeFetch fetch = new RangeFetch(pick, rows);
    long heldBytes = 0;
    while (!fetch.advance(ROWS_PER_SLICE)) {
      if (!mayHold.test(fetch.heldBytes() - heldBytes)) {
        return new RangeRows(List.of(), pick.count(), false, pick.storeRevision());
      }
      heldBytes = fetch.heldBytes();
    }
    return mayHold.test(fetch.heldBytes() - heldBytes)
        ? fetch.answer()
        : new RangeRows(List.of(), pick.count(), false, pick.storeRevision());
  }

  private RangeRows rowOf(Bytes key, long wanted) {
    long current = visibleRevision();
    long ref = index.find(key.segment());
    long place =
        ref == KeyIndex.NONE ? KeyIndex.NONE : index.rowAt(ref, wanted <= 0 ? current : wanted);
    if (place == KeyIndex.NONE) {
      return new RangeRows(List.of(), 0, false, current);
    }
    Bytes found = rows.row(index.main(place), index.sub(place));
    return new RangeRows(List.of(found), 1, false, current);
  }

  /// Notes that a compaction is scheduled, before its rows go: nothing below `target`, which lies
  /// above the last one and not above [#revision], can be read from now on.
  public void scheduleCompaction(long target) {
    Revisions.setCompaction(backend, MetaKey.SCHEDULED_COMPACT, target);
    compactRevision = target;
  }

  /// Notes that the rows of the compaction at `target` are gone.
  public void finishCompaction(long target) {
    Revisions.setCompaction(backend, MetaKey.FINISHED_COMPACT, target);
  }

  /// {@return the target of a compaction that is scheduled and not finished, or 0}
  public long unfinishedCompaction() {
    long scheduled = Revisions.compaction(backend, MetaKey.SCHEDULED_COMPACT);
    long finished = Revisions.compaction(backend, MetaKey.FINISHED_COMPACT);
    return scheduled > finished ? scheduled : 0;
  }

  /// Begins a write transaction.
  public void begin() {
    changes = 0;
  }

  /// {@return changes made since [#begin], 0 outside a write transaction}
  public int changes() {
    return changes;
  }

  /// Ends the write transaction. {@return the number of its changes}
  public int end() {
    int made = changes;
    changes = 0;
    if (made > 0) {
      revision++;
    }
    return made;
  }

  /// Writes the next version of a key.
  ///
  /// @param ref of that key in the index
  public void put(long ref, Bytes key, Bytes value, long lease) {
    long main = revision + 1;
    index.put(ref, main, changes, lease);
    row.clear();
    new KeyValue(key, index.createRevision(ref), main, index.version(ref), value, lease).write(row);
    putKey.set(LONG_BE, 0, main);
    putKey.set(LONG_BE, SUB_OFFSET, changes);
    keyBucket().put(putKey, row.segment());
    changes++;
  }

  /// Writes the tombstone of a live key.
  public void delete(long ref) {
    long main = revision + 1;
    index.delete(ref, main, changes);
    row.clear();
    MemorySegment key = index.key(ref);
    if (key.byteSize() > 0) {
      row.bytes(1, key);
    }
    tombstoneKey.set(LONG_BE, 0, main);
    tombstoneKey.set(LONG_BE, SUB_OFFSET, changes);
    keyBucket().put(tombstoneKey, row.segment());
    changes++;
  }

  /// {@return the newest row of a live key}
  public Bytes row(long ref) {
    return rows.row(index.modRevision(ref), index.modSub(ref));
  }

  /// {@return the value of a live key}
  public Bytes value(long ref) {
    Bytes row = row(ref);
    KeyValueView view = new KeyValueView();
    view.require(row.segment(), 0, row.length(), backend.origin(EtcdBucket.KEY));
    return Bytes.of(view.value());
  }

  private BucketRows keyBucket() {
    return backend.bucket(EtcdBucket.KEY);
  }

  @Override
  public void close() {
    index.close();
  }
}
