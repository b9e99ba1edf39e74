package io.fireweed.storage.apply;

import io.fireweed.format.bbolt.Cursor;
import io.fireweed.format.bbolt.Db;
import io.fireweed.format.bbolt.DbFile;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// Every row of every bucket of a db, to be compared.
record DbRows(Map<String, Map<Bytes, Bytes>> buckets) {
  static DbRows of(Path db) throws IOException {
    try (DbFile file = DbFile.open(new LocalDisk(), db);
        ReadTx tx = file.read()) {
      return of(tx);
    }
  }

  static DbRows of(Db db) throws IOException {
    try (ReadTx tx = db.read()) {
      return of(tx);
    }
  }

  private static DbRows of(ReadTx tx) {
    Map<String, Map<Bytes, Bytes>> buckets = new TreeMap<>();
    for (Bytes name : tx.bucketNames()) {
      Map<Bytes, Bytes> rows = new TreeMap<>();
      Cursor cursor = tx.requireBucket(name).cursor();
      for (boolean more = cursor.first(); more; more = cursor.next()) {
        rows.put(Bytes.of(cursor.key()), Bytes.of(cursor.value()));
      }
      buckets.put(name.toUtf8(), rows);
    }
    return new DbRows(buckets);
  }

  Map<Bytes, Bytes> of(EtcdBucket bucket) {
    return buckets.getOrDefault(bucket.label(), Map.of());
  }
}
