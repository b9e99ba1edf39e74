package io.fireweed.storage.mvcc;

import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.KeyValue;
import io.fireweed.format.schema.KeyValueView;
import io.fireweed.format.schema.MetaKey;
import io.fireweed.format.schema.RevisionKey;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.ProtoWriter;
import io.fireweed.storage.backend.Backend;
import io.fireweed.storage.backend.BucketRows;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

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
  private static final ValueLayout.OfLong LONG_BE =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final Backend backend;
  private final KeyIndex index;
  private final MemorySegment tombstoneKey =
      MemorySegment.ofArray(RevisionKey.tombstone(Revisions.FIRST).encode().toArray());
  private final MemorySegment putKey = tombstoneKey.asSlice(0, RevisionKey.PUT_LENGTH);
  private final ProtoWriter row = new ProtoWriter(4096);
  private final KeyValueView view = new KeyValueView();
  private long revision;
  private long compactRevision;
  private int changes;

  private KeyStore(Backend backend, KeyIndex index, long revision, long compactRevision) {
    this.backend = backend;
    this.index = index;
    this.revision = revision;
    this.compactRevision = compactRevision;
  }

  /// Reads every row once to build the index.
  ///
  /// @throws CorruptException if a row of the bucket is malformed
  public static KeyStore open(Backend backend) throws IOException {
    KeyIndex index = new KeyIndex();
    try {
      long last = KeyIndexLoader.load(backend, index);
      long scheduled = Revisions.compaction(backend, MetaKey.SCHEDULED_COMPACT);
      long finished = Revisions.compaction(backend, MetaKey.FINISHED_COMPACT);
      long compacted = Math.max(scheduled, finished);
      long revision = Math.max(Math.max(last, compacted), EMPTY_STORE_REVISION);
      return new KeyStore(backend, index, revision, compacted == 0 ? NEVER_COMPACTED : compacted);
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

  /// Schedules a compaction: everything below `target` counts as gone, before its rows go.
  ///
  /// @param target above the last compaction and not above the current revision
  public void scheduleCompaction(long target) {
    Revisions.setCompaction(backend, MetaKey.SCHEDULED_COMPACT, target);
    compactRevision = target;
  }

  /// Begins a write transaction.
  public void begin() {
    changes = 0;
  }

  /// {@return changes made since [#begin]}
  public int changes() {
    return changes;
  }

  /// Ends the write transaction. {@return the number of its changes}
  public int end() {
    if (changes > 0) {
      revision++;
    }
    return changes;
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

  /// {@return the value of a live key}
  public Bytes value(long ref) {
    long main = index.modRevision(ref);
    putKey.set(LONG_BE, 0, main);
    putKey.set(LONG_BE, SUB_OFFSET, index.modSub(ref));
    MemorySegment found =
        keyBucket()
            .find(putKey)
            .orElseThrow(
                () ->
                    new CorruptException(
                        backend.origin(EtcdBucket.KEY).name()
                            + ": row of revision "
                            + main
                            + " expected, found none"));
    view.require(found, 0, found.byteSize(), backend.origin(EtcdBucket.KEY));
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
