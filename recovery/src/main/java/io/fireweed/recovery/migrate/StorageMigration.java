package io.fireweed.recovery.migrate;

import io.fireweed.format.bbolt.Db;
import io.fireweed.format.bbolt.DbOptions;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.bbolt.WriteBucket;
import io.fireweed.format.bbolt.WriteTx;
import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.EtcdRelease;
import io.fireweed.format.schema.EtcdVersion;
import io.fireweed.format.schema.MetaKey;
import io.fireweed.format.schema.MetaRows;
import java.io.IOException;
import java.util.Optional;

/// Sets or clears the storage version of a member's db.
///
/// | target | `meta.storageVersion` |
/// |---|---|
/// | 3.5 | removed |
/// | 3.6, 3.7 | `3.6.0`, `3.7.0` |
///
/// A db follows 3.5 if it has a `term` and no storage version. Going down is refused while the log
/// holds entries that the target cannot read.
///
/// Source: etcd 3.6.14 and 3.7.1, storage schema.
public final class StorageMigration {
  private final Disk disk;

  public StorageMigration(Disk disk) {
    this.disk = disk;
  }

  /// What was found and done.
  ///
  /// @param before nothing if the db does not tell which schema it follows
  /// @param remark what speaks against the change; it was made all the same if asked for
  public record Migrated(
      Optional<EtcdVersion> before, EtcdVersion after, Optional<String> remark) {}

  /// Changes the db unless something speaks against it.
  ///
  /// @throws RefusedException if the schema is not known or the log needs a newer release
  public Migrated migrate(MemberDir member, EtcdRelease target) throws IOException {
    return change(member, target, false);
  }

  /// Changes the db whatever speaks against it.
  public Migrated force(MemberDir member, EtcdRelease target) throws IOException {
    return change(member, target, true);
  }

  private Migrated change(MemberDir member, EtcdRelease target, boolean forced) throws IOException {
    try (Db db = Db.open(disk, member.db(), DbOptions.existing())) {
      EtcdVersion needed = WalVersion.detect(disk, member);
      Optional<EtcdVersion> before;
      try (ReadTx tx = db.read()) {
        before = MetaRows.of(tx).schemaVersion();
      }
      EtcdVersion after = target.version();
      if (before.isPresent() && before.get().equals(after)) {
        return new Migrated(before, after, Optional.empty());
      }
      Optional<String> objection = objection(before, after, needed);
      if (objection.isPresent() && !forced) {
        throw new RefusedException(objection.get());
      }
      write(db, target);
      return new Migrated(before, after, objection);
    }
  }

  private static Optional<String> objection(
      Optional<EtcdVersion> before, EtcdVersion after, EtcdVersion needed) {
    if (before.isEmpty()) {
      return Optional.of(
          "cannot detect storage schema version: missing term information; a member of 3.5 or newer"
              + " writes it when it runs");
    }
    if (EtcdRelease.of(before.get()).isEmpty()) {
      return Optional.of("version \"" + before.get() + "\" is not supported");
    }
    boolean down = after.compareTo(before.get()) < 0;
    if (down && needed.compareTo(after) > 0) {
      return Optional.of(
          "cannot downgrade storage, WAL contains newer entries, as the target version ("
              + after
              + ") is lower than the version ("
              + needed
              + ") detected from WAL logs");
    }
    return Optional.empty();
  }

  private static void write(Db db, EtcdRelease target) throws IOException {
    try (WriteTx tx = db.begin()) {
      WriteBucket meta = tx.requireBucket(EtcdBucket.META.bytes());
      if (target.isAtLeast(EtcdRelease.V3_6)) {
        meta.put(MetaKey.STORAGE_VERSION.bytes(), target.version().encode());
      } else {
        meta.delete(MetaKey.STORAGE_VERSION.bytes());
      }
      tx.commit();
    }
  }
}
