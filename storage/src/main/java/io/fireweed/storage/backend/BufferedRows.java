package io.fireweed.storage.backend;

import io.fireweed.format.bbolt.Cursor;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.wire.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A bucket other than `key`: the committed rows, under what two batches say of them.
record BufferedRows(BufferedBackend backend, EtcdBucket name) implements BucketRows {
  @Override
  public void put(MemorySegment key, MemorySegment value) {
    put(Bytes.of(key), Bytes.of(value));
  }

  @Override
  public void put(Bytes key, Bytes value) {
    backend.gathered().set(name, key, Optional.of(value));
  }

  @Override
  public boolean delete(Bytes key) {
    boolean wasThere = find(key).isPresent();
    if (wasThere) {
      backend.gathered().set(name, key, Optional.empty());
    }
    return wasThere;
  }

  @Override
  public Optional<MemorySegment> find(MemorySegment key) {
    return find(Bytes.of(key));
  }

  @Override
  public Optional<MemorySegment> find(Bytes key) {
    if (backend.gathered().knows(name, key)) {
      return found(backend.gathered(), key);
    }
    Optional<Batch> committing = backend.committing().filter(batch -> batch.knows(name, key));
    if (committing.isPresent()) {
      return found(committing.get(), key);
    }
    return backend.view().tx().requireBucket(name.bytes()).find(key);
  }

  private Optional<MemorySegment> found(Batch batch, Bytes key) {
    Optional<Bytes> value = batch.changed(name).get(key);
    return value == null ? Optional.empty() : value.map(Bytes::segment);
  }

  @Override
  public void forEach(RowVisitor visitor) {
    TreeMap<Bytes, Optional<Bytes>> over = new TreeMap<>();
    backend.committing().ifPresent(batch -> over.putAll(batch.changed(name)));
    over.putAll(backend.gathered().changed(name));
    Cursor cursor = backend.view().tx().requireBucket(name.bytes()).cursor();
    while (cursor.next()) {
      Bytes key = over.isEmpty() ? Bytes.EMPTY : Bytes.of(cursor.key());
      while (!over.isEmpty() && over.firstKey().compareTo(key) < 0) {
        visit(over.pollFirstEntry(), visitor);
      }
      if (!over.isEmpty() && over.firstKey().equals(key)) {
        visit(over.pollFirstEntry(), visitor);
      } else {
        visitor.row(cursor.key(), cursor.value());
      }
    }
    while (!over.isEmpty()) {
      visit(over.pollFirstEntry(), visitor);
    }
  }

  private static void visit(Map.Entry<Bytes, Optional<Bytes>> row, RowVisitor visitor) {
    row.getValue().ifPresent(value -> visitor.row(row.getKey().segment(), value.segment()));
  }
}
