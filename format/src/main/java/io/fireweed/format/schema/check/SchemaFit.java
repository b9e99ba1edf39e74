package io.fireweed.format.schema.check;

import io.fireweed.format.bbolt.Bucket;
import io.fireweed.format.bbolt.Cursor;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.schema.AlarmRow;
import io.fireweed.format.schema.ClusterKey;
import io.fireweed.format.schema.DowngradeRow;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.EtcdRelease;
import io.fireweed.format.schema.EtcdVersion;
import io.fireweed.format.schema.MemberId;
import io.fireweed.format.schema.MetaKey;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// What a release would stumble over in a db, and the row edits that make the db fit it.
///
/// | row | trouble | edit |
/// |---|---|---|
/// | `clusterVersion` above the release | 3.6, 3.7 panic at start | lowered to the release |
/// | `storageVersion` above the release | 3.6 refuses, 3.4.31+ panics | lowered; dropped to 3.5 |
/// | `term`, `confState` | 3.4.31 and later may refuse the newer schema | dropped for 3.4 |
/// | `downgrade`, enabled | the cluster goes on with a downgrade nobody wants | dropped |
/// | `downgrade` | 3.4 does not know it | dropped for 3.4 |
/// | alarm of a member that is gone | writes stay blocked | dropped |
///
/// Source: etcd 3.4.23, 3.5.30, 3.6.14, 3.7.1 started on such files.
public final class SchemaFit {
  /// What happens if the db is left as it is.
  public enum Weight {
    /// The server does not start.
    BLOCKS_START,
    /// The server starts and refuses writes.
    BLOCKS_WRITES,
    /// The server starts; the row is stale.
    STALE
  }

  /// A change to one row.
  public sealed interface Edit {
    EtcdBucket bucket();

    Bytes key();

    /// Writes the row, replacing one that is there.
    record Put(EtcdBucket bucket, Bytes key, Bytes value) implements Edit {}

    /// Takes the row out.
    record Delete(EtcdBucket bucket, Bytes key) implements Edit {}
  }

  /// One row that does not fit.
  ///
  /// @param row which row, and what it holds
  /// @param trouble what follows from it; goes on behind the row
  public record Misfit(Weight weight, String row, String trouble, Edit edit) {
    /// {@return one line for the row as it is}
    public String message() {
      return row + trouble;
    }

    /// {@return one line for the row once it was edited}
    public String edited() {
      return switch (edit) {
        case Edit.Put(_, _, Bytes value) -> row + " lowered to " + value.toUtf8();
        case Edit.Delete(_, _) -> row + " removed";
      };
    }
  }

  private final ReadTx tx;
  private final EtcdRelease target;
  private final List<Misfit> misfits = new ArrayList<>();

  private SchemaFit(ReadTx tx, EtcdRelease target) {
    this.tx = tx;
    this.target = target;
  }

  /// {@return what stands in the way of `target`, worst first, with the edit that removes it}
  ///
  /// @param members who will be a member when the server starts: after a restore the new ones
  /// @throws io.fireweed.format.fault.CorruptException if a row does not decode
  public static List<Misfit> find(ReadTx tx, EtcdRelease target, Collection<MemberId> members) {
    SchemaFit fit = new SchemaFit(tx, target);
    fit.checkStorageVersion();
    fit.checkClusterVersion();
    fit.checkOldSchema();
    fit.checkDowngrade();
    fit.checkAlarms(members);
    return fit.misfits.stream().sorted((a, b) -> a.weight().compareTo(b.weight())).toList();
  }

  private void checkStorageVersion() {
    Optional<MemorySegment> row = row(EtcdBucket.META, MetaKey.STORAGE_VERSION.bytes());
    if (row.isEmpty()) {
      return;
    }
    Optional<EtcdVersion> stored = EtcdVersion.find(Bytes.of(row.get()).toUtf8());
    boolean reads = target.isAtLeast(EtcdRelease.V3_6);
    boolean isAbove = stored.isEmpty() || isAbove(stored.get());
    if (!isAbove) {
      return;
    }
    Bytes key = MetaKey.STORAGE_VERSION.bytes();
    Edit edit =
        reads
            ? new Edit.Put(EtcdBucket.META, key, target.version().encode())
            : new Edit.Delete(EtcdBucket.META, key);
    add(
        target == EtcdRelease.V3_5 ? Weight.STALE : Weight.BLOCKS_START,
        "meta/storageVersion " + Bytes.of(row.get()).toUtf8(),
        target == EtcdRelease.V3_5
            ? unread(stored)
            : "; etcd " + target.label() + " refuses to start on a newer schema",
        edit);
  }

  private void checkClusterVersion() {
    Optional<MemorySegment> row = row(EtcdBucket.CLUSTER, ClusterKey.CLUSTER_VERSION.bytes());
    if (row.isEmpty()) {
      return;
    }
    EtcdVersion version = EtcdVersion.decode(row.get(), "cluster version", where("cluster"));
    if (!isAbove(version)) {
      return;
    }
    boolean reads = target.isAtLeast(EtcdRelease.V3_6);
    add(
        reads ? Weight.BLOCKS_START : Weight.STALE,
        "cluster/clusterVersion " + version,
        reads
            ? "; etcd " + target.label() + " panics when it starts"
            : unread(Optional.of(version)),
        new Edit.Put(
            EtcdBucket.CLUSTER, ClusterKey.CLUSTER_VERSION.bytes(), target.version().encode()));
  }

  /// Fields of 3.5 that 3.4 learned to look for, and to refuse.
  private void checkOldSchema() {
    if (target != EtcdRelease.V3_4) {
      return;
    }
    for (MetaKey key : List.of(MetaKey.TERM, MetaKey.CONF_STATE)) {
      if (row(EtcdBucket.META, key.bytes()).isPresent()) {
        add(
            Weight.STALE,
            "meta/" + key.label(),
            "; etcd 3.4 does not write it",
            new Edit.Delete(EtcdBucket.META, key.bytes()));
      }
    }
  }

  private void checkDowngrade() {
    Bytes key = ClusterKey.DOWNGRADE.bytes();
    Optional<MemorySegment> row = row(EtcdBucket.CLUSTER, key);
    if (row.isEmpty()) {
      return;
    }
    DowngradeRow downgrade = DowngradeRow.decode(row.get(), where("cluster"));
    boolean isEnabled = downgrade.state() == DowngradeRow.State.ENABLED;
    if (isEnabled || target == EtcdRelease.V3_4) {
      add(
          Weight.STALE,
          "cluster/downgrade to " + downgrade.targetVersion(),
          isEnabled ? "; the new cluster would go on with it" : "; etcd 3.4 does not know it",
          new Edit.Delete(EtcdBucket.CLUSTER, key));
    }
  }

  private void checkAlarms(Collection<MemberId> members) {
    Optional<Bucket> bucket = tx.findBucket(EtcdBucket.ALARM.bytes());
    if (bucket.isEmpty()) {
      return;
    }
    Cursor cursor = bucket.get().cursor();
    while (cursor.next()) {
      AlarmRow alarm = AlarmRow.decode(cursor.key(), cursor.value(), where("alarm"));
      if (!members.contains(alarm.memberId())) {
        add(
            Weight.BLOCKS_WRITES,
            "alarm " + alarm.type() + " of member " + alarm.memberId(),
            ", who is no member any more; it would stop the writes of the new cluster",
            new Edit.Delete(EtcdBucket.ALARM, Bytes.of(cursor.key())));
      }
    }
  }

  /// What a version means that the target itself does not look at.
  private String unread(Optional<EtcdVersion> version) {
    return "; etcd "
        + target.label()
        + " does not read it"
        + version
            .map(known -> ", and later only etcd " + known.major() + "." + known.minor())
            .map(later -> later + " or newer starts on it")
            .orElse("");
  }

  private boolean isAbove(EtcdVersion version) {
    EtcdVersion minor = new EtcdVersion(version.major(), version.minor(), 0);
    return minor.compareTo(target.version()) > 0;
  }

  private Optional<MemorySegment> row(EtcdBucket bucket, Bytes key) {
    return tx.findBucket(bucket.bytes()).flatMap(rows -> rows.find(key));
  }

  private Origin where(String bucket) {
    return new Origin(tx.file() + ": bucket " + bucket, 0);
  }

  private void add(Weight weight, String row, String trouble, Edit edit) {
    misfits.add(new Misfit(weight, row, trouble, edit));
  }
}
