package io.fireweed.storage.mvcc;

import io.fireweed.format.bbolt.LeafPage;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.KeyValueView;
import io.fireweed.format.schema.RevisionKey;
import io.fireweed.format.wire.Origin;
import io.fireweed.storage.backend.Backend;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// Fills a [KeyIndex] by one scan of the committed `key` bucket, in the order of revisions.
final class KeyIndexLoader {
  private final KeyIndex index;
  private final KeyValueView view = new KeyValueView();
  private final Origin where;
  private final long limit;
  private final KeyRange range;
  private long lastMain;

  private KeyIndexLoader(KeyIndex index, Origin where, long limit, KeyRange range) {
    this.index = index;
    this.where = where;
    this.limit = limit;
    this.range = range;
  }

  /// {@return the largest main revision of a row, 0 if there is none}
  static long load(Backend backend, KeyIndex index) throws IOException {
    try (ReadTx tx = backend.readCommitted()) {
      Origin where = backend.origin(EtcdBucket.KEY);
      KeyIndexLoader loader = new KeyIndexLoader(index, where, Long.MAX_VALUE, KeyRange.all());
      loader.scan(tx);
      return loader.lastMain;
    }
  }

  /// Takes over the rows of keys in `range` up to main revision `limit`.
  static void load(ReadTx tx, KeyIndex index, long limit, KeyRange range) {
    Origin where = new Origin(tx.file() + ": bucket " + EtcdBucket.KEY.label(), 0);
    new KeyIndexLoader(index, where, limit, range).scan(tx);
  }

  private void scan(ReadTx tx) {
    tx.findBucket(EtcdBucket.KEY.bytes()).ifPresent(bucket -> bucket.forEachLeaf(this::takePage));
  }

  private void takePage(LeafPage page) {
    MemorySegment bytes = page.bytes();
    for (int i = 0; i < page.count(); i++) {
      takeRow(page, i, bytes);
    }
  }

  private void takeRow(LeafPage page, int i, MemorySegment bytes) {
    long key = page.keyOffset(i);
    int keyLength = page.keySize(i);
    if (!RevisionKey.isWellFormed(bytes, key, keyLength)) {
      RevisionKey.decode(page.key(i), where);
    }
    long main = RevisionKey.mainAt(bytes, key);
    if (main > limit) {
      return;
    }
    long sub = RevisionKey.subAt(bytes, key);
    if (sub > Integer.MAX_VALUE) {
      throw new CorruptException(
          where.name() + ": sub revision expected at most 2147483647, found " + sub);
    }
    if (!view.parse(bytes, page.valueOffset(i), page.valueSize(i))) {
      MemorySegment value = page.value(i);
      Origin row = new Origin(where.name() + ": row " + main + "/" + sub, 0);
      view.require(value, 0, value.byteSize(), row);
    }
    lastMain = main;
    if (!range.contains(bytes, view.keyOffset(), view.keyLength())) {
      return;
    }
    if (keyLength == RevisionKey.TOMBSTONE_LENGTH) {
      index.loadTombstone(bytes, view, main, (int) sub);
    } else {
      index.load(bytes, view, main, (int) sub);
    }
  }
}
