package io.fireweed.storage.backend;

import io.fireweed.format.bbolt.WriteBucket;
import io.fireweed.format.bbolt.WriteCursor;
import io.fireweed.format.wire.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// A bucket inside the write transaction.
record DirectRows(WriteBucket bucket) implements BucketRows {
  @Override
  public void put(MemorySegment key, MemorySegment value) {
    bucket.put(key, value);
  }

  @Override
  public boolean delete(Bytes key) {
    return bucket.delete(key);
  }

  @Override
  public Optional<MemorySegment> find(MemorySegment key) {
    return bucket.find(key);
  }

  @Override
  public void forEach(RowVisitor visitor) {
    WriteCursor cursor = bucket.cursor();
    for (boolean more = cursor.first(); more; more = cursor.next()) {
      visitor.row(cursor.key(), cursor.value());
    }
  }
}
