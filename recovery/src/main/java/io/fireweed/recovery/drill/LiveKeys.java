package io.fireweed.recovery.drill;

import io.fireweed.format.bbolt.Bucket;
import io.fireweed.format.bbolt.LeafPage;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.KeyValueView;
import io.fireweed.format.schema.Revision;
import io.fireweed.format.schema.RevisionKey;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import io.fireweed.storage.mvcc.KeyIndex;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// The keys that live in the source, to be ticked off as a server gives them back.
///
/// The newest row of every key is known by its revision, outside the heap; the rows themselves stay
/// in the file. The message that a server sends for a key is, byte for byte, the value of that row.
final class LiveKeys implements AutoCloseable {
  private static final int MAX_MISSING_TOLD = Differences.MAX_KEPT;

  private final Bucket rows;
  private final Origin where;
  private final KeyIndex index = new KeyIndex();
  private final KeyValueView view = new KeyValueView();
  private final KeyValueView received = new KeyValueView();
  private Bytes last = Bytes.EMPTY;
  private long missingTold;

  private LiveKeys(Bucket rows, Origin where) {
    this.rows = rows;
    this.where = where;
  }

  /// Reads the bucket `key` once.
  static LiveKeys load(ReadTx source) {
    Bytes name = EtcdBucket.KEY.bytes();
    LiveKeys keys =
        new LiveKeys(source.requireBucket(name), new Origin(source.file() + ": bucket key", 0));
    try {
      keys.rows.forEachLeaf(keys::take);
      return keys;
    } catch (RuntimeException e) {
      keys.close();
      throw e;
    }
  }

  /// {@return how many keys are not ticked off}
  long count() {
    return index.liveKeys();
  }

  private void take(LeafPage page) {
    MemorySegment image = page.bytes();
    for (int i = 0; i < page.count(); i++) {
      Revision revision = RevisionKey.decode(page.key(i), where).revision();
      view.require(image, page.valueOffset(i), page.valueSize(i), where.plus(page.valueOffset(i)));
      if (view.keyLength() == 0) {
        continue; // what a bump leaves; no client ever sees it
      }
      boolean isTombstone = page.keySize(i) == RevisionKey.TOMBSTONE_LENGTH;
      int sub = Math.toIntExact(revision.sub());
      if (!isTombstone) {
        index.put(index.require(view.key()), revision.main(), sub, view.lease());
      } else {
        long ref = index.findLive(view.key());
        if (ref != KeyIndex.NONE) {
          index.delete(ref, revision.main(), sub);
        }
      }
    }
  }

  /// Ticks one key off, and adds what is wrong with it.
  ///
  /// @param message the key as the server sent it; keys must ascend
  void tick(Bytes message, Differences differences) {
    MemorySegment bytes = message.segment();
    if (!received.parse(bytes, 0, bytes.byteSize())) {
      differences.add(new Difference.Damage("a key that the server sent does not decode"));
      return;
    }
    Bytes key = Bytes.of(received.key());
    if (last.compareTo(key) >= 0) {
      differences.add(new Difference.Key(key, "after " + last, "out of order, or twice"));
      return;
    }
    last = key;
    long ref = index.findLive(received.key());
    if (ref == KeyIndex.NONE) {
      differences.add(
          new Difference.Key(key, Difference.NONE, "revision " + received.modRevision()));
      return;
    }
    long main = index.modRevision(ref);
    int sub = index.modSub(ref);
    index.delete(ref, main, sub);
    RevisionKey place = RevisionKey.put(new Revision(main, sub));
    Optional<MemorySegment> row = rows.find(place.encode());
    if (row.isEmpty()) {
      throw new IllegalStateException("row of " + place + " was there a moment ago");
    }
    if (row.get().mismatch(bytes) >= 0) {
      view.require(row.get(), 0, row.get().byteSize(), where);
      differences.add(new Difference.Key(key, described(view), described(received)));
    }
  }

  /// Adds the keys that were not ticked off.
  void addMissing(Differences differences) {
    index.forEachLive(
        ref -> {
          if (missingTold++ < MAX_MISSING_TOLD) {
            differences.add(
                new Difference.Key(
                    Bytes.of(index.key(ref)),
                    "revision " + index.modRevision(ref),
                    Difference.NONE));
          }
        });
    if (missingTold > MAX_MISSING_TOLD) {
      differences.add(
          new Difference.Value("keys", "all", (missingTold - MAX_MISSING_TOLD) + " more missing"));
    }
  }

  private static String described(KeyValueView kv) {
    return "value %s of revision %d, created at %d, version %d, lease %x"
        .formatted(
            BucketComparison.shown(kv.value()),
            kv.modRevision(),
            kv.createRevision(),
            kv.version(),
            kv.lease());
  }

  @Override
  public void close() {
    index.close();
  }
}
