package io.fireweed.storage.backend;

import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.Revision;
import io.fireweed.format.schema.RevisionKey;
import io.fireweed.format.wire.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// The `key` bucket: committed rows, followed by those of two batches. Rows leave it only with a
/// commit, see [BufferedBackend#write].
record BufferedKeyRows(BufferedBackend backend) implements BucketRows {
  @Override
  public void put(MemorySegment key, MemorySegment value) {
    RevisionKey row = RevisionKey.decode(key, backend.origin(EtcdBucket.KEY));
    backend
        .gathered()
        .append(row.revision().main(), row.revision().sub(), row.kind(), Bytes.of(value));
  }

  @Override
  public boolean delete(Bytes key) {
    throw new IllegalStateException("rows of the key bucket leave with a commit");
  }

  @Override
  public Optional<MemorySegment> find(MemorySegment key) {
    long main = RevisionKey.mainAt(key, 0);
    long sub = RevisionKey.subAt(key, 0);
    return backend.findRow(main, sub).map(Bytes::segment);
  }

  @Override
  public void forEach(RowVisitor visitor) {
    try (PinnedRows rows = backend.pin()) {
      rows.scan(
          0,
          Long.MAX_VALUE,
          (main, sub, kind, row) -> {
            RevisionKey key = new RevisionKey(new Revision(main, sub), kind);
            visitor.row(key.encode().segment(), row);
            return true;
          });
    }
  }
}
