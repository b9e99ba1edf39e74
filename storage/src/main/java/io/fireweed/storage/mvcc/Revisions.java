package io.fireweed.storage.mvcc;

import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.MetaKey;
import io.fireweed.format.schema.Revision;
import io.fireweed.format.schema.RevisionKey;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import io.fireweed.storage.backend.Backend;

/// The revisions that the `meta` bucket keeps.
final class Revisions {
  static final Revision FIRST = Revision.ZERO;

  private Revisions() {}

  /// {@return the main revision of that row, 0 if there is none}
  static long compaction(Backend backend, MetaKey which) {
    Origin where = new Origin(backend.origin(EtcdBucket.META).name() + ": " + which.label(), 0);
    return backend
        .bucket(EtcdBucket.META)
        .find(which.bytes())
        .map(value -> RevisionKey.decode(value, where).revision().main())
        .orElse(0L);
  }

  static void setCompaction(Backend backend, MetaKey which, long main) {
    Bytes value = RevisionKey.put(Revision.of(main)).encode();
    backend.bucket(EtcdBucket.META).put(which.bytes(), value);
  }
}
