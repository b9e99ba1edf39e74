package io.fireweed.storage.mvcc;

import io.fireweed.format.bbolt.WriteCursor;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.KeyValueView;
import io.fireweed.format.schema.RevisionKey;
import io.fireweed.format.wire.Origin;
import io.fireweed.storage.backend.Backend;
import java.lang.foreign.MemorySegment;

/// Fills a [KeyIndex] by one scan of the `key` bucket, in the order of revisions.
final class KeyIndexLoader {
  private final Backend backend;
  private final KeyIndex index;
  private final KeyValueView view = new KeyValueView();

  KeyIndexLoader(Backend backend, KeyIndex index) {
    this.backend = backend;
    this.index = index;
  }

  /// {@return the largest main revision of a row, 0 if there is none}
  long load() {
    long last = 0;
    Origin where = backend.origin(EtcdBucket.KEY);
    WriteCursor cursor = backend.bucket(EtcdBucket.KEY).cursor();
    for (boolean more = cursor.first(); more; more = cursor.next()) {
      last = take(cursor.key(), cursor.value(), where);
    }
    return last;
  }

  private long take(MemorySegment rowKey, MemorySegment value, Origin where) {
    long length = rowKey.byteSize();
    if (!RevisionKey.isWellFormed(rowKey, 0, length)) {
      RevisionKey.decode(rowKey, where);
    }
    long main = RevisionKey.mainAt(rowKey, 0);
    long sub = RevisionKey.subAt(rowKey, 0);
    if (sub > Integer.MAX_VALUE) {
      throw new CorruptException(
          where.name() + ": sub revision expected at most 2147483647, found " + sub);
    }
    if (!view.parse(value, 0, value.byteSize())) {
      view.require(value, 0, value.byteSize(), new Origin(where.name() + ": row " + main, 0));
    }
    if (length == RevisionKey.TOMBSTONE_LENGTH) {
      index.loadTombstone(view.key(), main, (int) sub);
    } else {
      index.load(view.key(), view.createRevision(), main, (int) sub, view.version(), view.lease());
    }
    return main;
  }
}
