package io.fireweed.server.state;

import io.fireweed.format.bbolt.Cursor;
import io.fireweed.format.bbolt.Db;
import io.fireweed.format.bbolt.DbFile;
import io.fireweed.format.bbolt.DbOptions;
import io.fireweed.format.bbolt.DbOptions.Durability;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.schema.EtcdVersion;
import io.fireweed.format.schema.hash.HashKv;
import io.fireweed.format.wire.Bytes;
import io.fireweed.storage.apply.Applier;
import io.fireweed.storage.apply.ApplyResult;
import io.fireweed.storage.apply.ApplyRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Every row of every bucket of a db, to be compared.
record DbContent(Map<String, Map<Bytes, Bytes>> buckets, HashKv hash) {
  static final ApplyRules RULES = ApplyRules.of(EtcdVersion.find("3.7.1").orElseThrow());

  static DbContent of(Path db) throws IOException {
    return of(new LocalDisk(), db);
  }

  static DbContent of(Disk disk, Path db) throws IOException {
    try (DbFile file = DbFile.open(disk, db);
        ReadTx tx = file.read()) {
      Map<String, Map<Bytes, Bytes>> buckets = new TreeMap<>();
      for (Bytes name : tx.bucketNames()) {
        Map<Bytes, Bytes> rows = new TreeMap<>();
        Cursor cursor = tx.requireBucket(name).cursor();
        while (cursor.next()) {
          rows.put(Bytes.of(cursor.key()), Bytes.of(cursor.value()));
        }
        buckets.put(name.toUtf8(), rows);
      }
      return new DbContent(buckets, HashKv.computeCurrent(tx));
    }
  }

  /// {@return what the tools' way of applying makes of a log}
  static DbContent replayed(Path path, List<Entry> entries) throws IOException {
    Files.deleteIfExists(path);
    DbOptions options = DbOptions.create().with(Durability.AT_CLOSE);
    try (Db db = Db.open(new LocalDisk(), path, options);
        Applier applier = Applier.open(db, RULES, _ -> Bytes.ofUtf8("hash"))) {
      for (Entry entry : entries) {
        ApplyResult _ = applier.apply(entry);
      }
      applier.commit();
    }
    return of(path);
  }
}
