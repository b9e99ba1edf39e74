package io.fireweed.storage.mvcc;

import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.Revision;
import io.fireweed.format.schema.RevisionKey;
import io.fireweed.format.wire.Bytes;
import io.fireweed.storage.backend.Backend;
import io.fireweed.storage.backend.BufferedBackend;
import io.fireweed.storage.backend.PinnedRows;

/// Where the rows of the `key` bucket are read, each an encoded `mvccpb.KeyValue`.
@FunctionalInterface
public interface RowSource {
  /// {@return the row of a put at that revision}
  ///
  /// @throws CorruptException if there is none
  Bytes row(long main, int sub);

  /// {@return the rows as the open transaction of a backend has them, for the thread that writes}
  static RowSource of(Backend backend) {
    return (main, sub) -> {
      Bytes key = RevisionKey.put(new Revision(main, sub)).encode();
      return backend
          .bucket(EtcdBucket.KEY)
          .find(key)
          .map(Bytes::of)
          .orElseThrow(() -> missing(main, sub));
    };
  }

  /// {@return the rows as they stand, for any thread while nothing is written}
  static RowSource of(BufferedBackend backend) {
    return (main, sub) -> backend.findRow(main, sub).orElseThrow(() -> missing(main, sub));
  }

  /// {@return the rows as they stood when they were pinned}
  static RowSource of(PinnedRows rows) {
    return (main, sub) -> rows.find(main, sub).orElseThrow(() -> missing(main, sub));
  }

  private static CorruptException missing(long main, int sub) {
    return new CorruptException(
        "bucket key: row of revision %d/%d expected, found none".formatted(main, sub));
  }
}
