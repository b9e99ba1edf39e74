package io.fireweed.storage.apply;

import io.fireweed.format.bbolt.Db;
import io.fireweed.format.bbolt.DbOptions;
import io.fireweed.format.bbolt.DbOptions.Durability;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.schema.EtcdVersion;
import io.fireweed.format.wal.EntryCursor;
import io.fireweed.format.wal.SnapshotPoint;
import io.fireweed.format.wal.StrictRead;
import io.fireweed.format.wal.StrictWal;
import io.fireweed.format.wal.WalContents;
import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Logs played into dbs.
final class Replay {
  /// Marks instead of hashes what a real hash would be random in.
  static final Bytes HASH = Bytes.ofUtf8("$2a$hash");

  private Replay() {}

  static List<Entry> entries(Path walDir) throws IOException {
    LocalDisk disk = new LocalDisk();
    WalContents contents =
        switch (StrictWal.read(disk, walDir, SnapshotPoint.START)) {
          case StrictRead.Whole(WalContents whole) -> whole;
          case StrictRead.Torn(WalContents torn, _) -> torn;
        };
    List<Entry> entries = new ArrayList<>();
    try (EntryCursor cursor = contents.entries(disk)) {
      while (cursor.next()) {
        entries.add(cursor.entry());
      }
    }
    return entries;
  }

  static Db create(Path path) throws IOException {
    return Db.open(new LocalDisk(), path, DbOptions.create().with(Durability.AT_CLOSE));
  }

  static Db reopen(Path path) throws IOException {
    return Db.open(new LocalDisk(), path, DbOptions.existing().with(Durability.AT_CLOSE));
  }

  static Applier applier(Db db, String version) throws IOException {
    return Applier.open(db, rules(version), _ -> HASH);
  }

  static ApplyRules rules(String version) {
    return ApplyRules.of(EtcdVersion.find(version).orElseThrow());
  }

  /// Plays entries into a db, committing after every `batch`. {@return what each did}
  static List<ApplyResult> play(Db db, String version, List<Entry> entries, int batch)
      throws IOException {
    List<ApplyResult> results = new ArrayList<>();
    try (Applier applier = applier(db, version)) {
      for (Entry entry : entries) {
        results.add(applier.apply(entry));
        if (results.size() % batch == 0) {
          applier.commit();
        }
      }
      applier.commit();
    }
    return results;
  }
}
