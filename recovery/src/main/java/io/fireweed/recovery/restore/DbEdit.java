package io.fireweed.recovery.restore;

import io.fireweed.format.bbolt.Db;
import io.fireweed.format.bbolt.DbOptions;
import io.fireweed.format.bbolt.WriteBucket;
import io.fireweed.format.bbolt.WriteCursor;
import io.fireweed.format.bbolt.WriteTx;
import io.fireweed.format.disk.Draft;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.schema.BumpRecord;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.MetaKey;
import io.fireweed.format.schema.MetaRows;
import io.fireweed.format.schema.Revision;
import io.fireweed.format.schema.RevisionKey;
import io.fireweed.format.wire.Origin;
import java.io.IOException;
import java.util.Optional;

/// The change that turns the db of a snapshot into the db of a new cluster, in one transaction.
///
/// | bucket | change |
/// |---|---|
/// | `members` | all rows replaced by the new members |
/// | `members_removed` | emptied |
/// | `cluster` | created if absent |
/// | `meta` | `consistent_index` = number of members, `term` = 1 |
/// | `key`, `meta` | with a bump: see [BumpRecord] |
///
/// The same for every member of the cluster, so it is worked out once, on a draft.
///
/// Source: etcd 3.5.30, 3.6.14 and 3.7.1, snapshot restore.
final class DbEdit {
  private static final long TERM = 1;

  private DbEdit() {}

  /// What the edit found and did.
  ///
  /// @param snapshotRevision the newest revision before, 0 if the store was empty
  /// @param revision the newest revision after
  record Edited(long snapshotRevision, long revision) {}

  /// Puts the changes into a draft of the snapshot's image.
  static Edited apply(Draft draft, RestorePlan plan, Fitting fitting) throws IOException {
    DbOptions options = DbOptions.existing().with(DbOptions.Durability.BY_CALLER);
    try (Db opened = Db.over(draft, options);
        WriteTx tx = opened.begin()) {
      String file = plan.source().toString();
      WriteBucket meta = require(tx, EtcdBucket.META, file);
      WriteBucket keys = require(tx, EtcdBucket.KEY, file);
      replaceMembers(tx, plan.cluster());
      tx.createBucketIfAbsent(EtcdBucket.CLUSTER.bytes());
      fitting.apply(tx);
      long index = plan.cluster().members().size();
      meta.put(MetaKey.CONSISTENT_INDEX.bytes(), MetaRows.encodeNumber(index));
      if (Fitting.keepsTerm(plan.fit())) {
        meta.put(MetaKey.TERM.bytes(), MetaRows.encodeNumber(TERM));
      }
      Revision last = lastRevision(keys, file);
      long by = plan.bump().above(last.main());
      long revision = last.main();
      if (by > 0) {
        revision = bump(keys, meta, last, by, file);
      }
      tx.commit();
      return new Edited(last.main(), revision);
    }
  }

  private static void replaceMembers(WriteTx tx, NewCluster cluster) {
    tx.deleteBucket(EtcdBucket.MEMBERS.bytes());
    tx.deleteBucket(EtcdBucket.MEMBERS_REMOVED.bytes());
    WriteBucket members = tx.createBucket(EtcdBucket.MEMBERS.bytes());
    tx.createBucket(EtcdBucket.MEMBERS_REMOVED.bytes());
    for (NewMember member : cluster.members()) {
      members.put(member.row().key(), member.row().value());
    }
  }

  private static long bump(
      WriteBucket keys, WriteBucket meta, Revision last, long by, String file) {
    BumpRecord record;
    try {
      record = BumpRecord.above(last, by);
    } catch (ArithmeticException _) {
      throw new RefusedException(
          file
              + ": bump expected at most "
              + (Long.MAX_VALUE - last.main())
              + " above revision "
              + last.main()
              + ", found "
              + by,
          "a bump of the writes that may be lost is enough; larger ones cannot be taken back");
    }
    keys.put(record.rowKey(), record.rowValue());
    meta.put(MetaKey.SCHEDULED_COMPACT.bytes(), record.scheduledCompactValue());
    return record.revision().main();
  }

  private static Revision lastRevision(WriteBucket keys, String file) {
    WriteCursor cursor = keys.cursor();
    if (!cursor.last()) {
      return Revision.ZERO;
    }
    return RevisionKey.decode(cursor.key(), new Origin(file + ": bucket key", 0)).revision();
  }

  private static WriteBucket require(WriteTx tx, EtcdBucket bucket, String file) {
    Optional<WriteBucket> found = tx.findBucket(bucket.bytes());
    return found.orElseThrow(
        () ->
            new CorruptException(
                file + ": bucket " + bucket.label() + " expected in etcd's db, found none",
                "is it a db of etcd? see its buckets with: etcdutl list-bucket " + file));
  }
}
