package io.fireweed.format.schema.check;

import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.schema.AlarmRow;
import io.fireweed.format.schema.AuthKey;
import io.fireweed.format.schema.ClusterKey;
import io.fireweed.format.schema.ConfStateRow;
import io.fireweed.format.schema.DowngradeRow;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.EtcdVersion;
import io.fireweed.format.schema.LeaseRow;
import io.fireweed.format.schema.MemberId;
import io.fireweed.format.schema.MemberRow;
import io.fireweed.format.schema.MetaKey;
import io.fireweed.format.schema.MetaRows;
import io.fireweed.format.schema.Revision;
import io.fireweed.format.schema.RoleRow;
import io.fireweed.format.schema.UserRow;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;

/// Decodes the rows of every bucket but `key` and remembers what must agree with other rows.
final class SmallBuckets {
  private static final Bytes REMOVED = Bytes.ofUtf8("removed");

  final Map<MemberId, MemberRow> members = new TreeMap<>();
  final TreeSet<MemberId> removed = new TreeSet<>();
  final List<AlarmRow> alarms = new ArrayList<>();
  final Map<String, UserRow> users = new TreeMap<>();
  final TreeSet<String> roles = new TreeSet<>();
  boolean isAuthEnabled;
  OptionalLong consistentIndex = OptionalLong.empty();
  OptionalLong term = OptionalLong.empty();
  Optional<ConfStateRow> confState = Optional.empty();
  Optional<Revision> scheduled = Optional.empty();
  Optional<Revision> finished = Optional.empty();
  Optional<EtcdVersion> storageVersion = Optional.empty();
  Optional<EtcdVersion> clusterVersion = Optional.empty();
  Optional<DowngradeRow> downgrade = Optional.empty();

  private final Findings findings;
  private long[] leases = new long[64];
  private int leaseCount;

  SmallBuckets(Findings findings) {
    this.findings = findings;
  }

  /// Decodes one row of `bucket`.
  ///
  /// @throws CorruptException if it does not decode
  void take(EtcdBucket bucket, MemorySegment key, MemorySegment value, Origin where) {
    switch (bucket) {
      case KEY -> throw new IllegalArgumentException("rows of key have a check of their own");
      case ALARM -> remember(alarms, AlarmRow.decode(key, value, where));
      case AUTH -> takeAuth(key, value, where);
      case AUTH_ROLES -> takeRole(RoleRow.decode(key, value, where));
      case AUTH_USERS -> takeUser(UserRow.decode(key, value, where));
      case CLUSTER -> takeCluster(key, value, where);
      case LEASE -> takeLease(LeaseRow.decode(key, value, where), where);
      case MEMBERS -> takeMember(MemberRow.decode(key, value, where));
      case MEMBERS_REMOVED -> takeRemoved(key, value, where);
      case META -> takeMeta(key, value, where);
    }
  }

  /// {@return whether the `lease` bucket has a row for this lease}
  boolean hasLease(long lease) {
    return Arrays.binarySearch(leases, 0, leaseCount, lease) >= 0;
  }

  /// Leases come in key order, which is unsigned; looking them up wants signed order.
  void sortLeases() {
    Arrays.sort(leases, 0, leaseCount);
  }

  private void takeAuth(MemorySegment key, MemorySegment value, Origin where) {
    Bytes name = Bytes.of(key);
    if (name.equals(AuthKey.ENABLED.bytes())) {
      byte flag = value.byteSize() == 1 ? value.get(ValueLayout.JAVA_BYTE, 0) : -1;
      if (flag != 0 && flag != 1) {
        throw new CorruptException(
            where + ": authEnabled expected one byte 00 or 01, found " + Bytes.of(value).toHex());
      }
      isAuthEnabled = flag == 1;
    } else if (name.equals(AuthKey.REVISION.bytes())) {
      long revision = MetaRows.decodeNumber(value, where);
      if (revision < 1) {
        findings.add(
            SchemaFinding.Severity.ERROR, where + ": authRevision", "1 or more", "" + revision);
      }
    } else {
      unexpected(EtcdBucket.AUTH, name, where);
    }
  }

  private void takeRole(RoleRow row) {
    if (roles.size() < SchemaCheck.MAX_REMEMBERED) {
      roles.add(row.name().toUtf8());
    }
  }

  private void takeUser(UserRow row) {
    if (users.size() < SchemaCheck.MAX_REMEMBERED) {
      users.put(row.name().toUtf8(), row);
    }
  }

  private void takeCluster(MemorySegment key, MemorySegment value, Origin where) {
    Bytes name = Bytes.of(key);
    if (name.equals(ClusterKey.CLUSTER_VERSION.bytes())) {
      clusterVersion = Optional.of(EtcdVersion.decode(value, "cluster version", where));
    } else if (name.equals(ClusterKey.DOWNGRADE.bytes())) {
      downgrade = Optional.of(DowngradeRow.decode(value, where));
    } else {
      unexpected(EtcdBucket.CLUSTER, name, where);
    }
  }

  private void takeLease(LeaseRow row, Origin where) {
    if (row.id() <= 0 || row.ttlSeconds() < 1 || row.remainingTtlSeconds() < 0) {
      findings.add(
          SchemaFinding.Severity.ERROR,
          where + ": lease",
          "a positive id and TTL, a remaining TTL of 0 or more",
          row.toString());
    }
    if (leaseCount == leases.length) {
      leases = Arrays.copyOf(leases, leaseCount * 2);
    }
    leases[leaseCount++] = row.id();
  }

  private void takeMember(MemberRow row) {
    if (members.size() < SchemaCheck.MAX_REMEMBERED) {
      members.put(row.id(), row);
    }
    if (row.peerUrls().isEmpty()) {
      findings.add(
          SchemaFinding.Severity.ERROR, "peerURLs of member " + row.id(), "at least one", "none");
    }
  }

  private void takeRemoved(MemorySegment key, MemorySegment value, Origin where) {
    String hex = Bytes.of(key.asSlice(0, Math.min(key.byteSize(), 32))).toUtf8();
    MemberId id =
        MemberId.findHex(hex)
            .orElseThrow(
                () ->
                    new CorruptException(
                        where + ": removed member expected an id in hex, found " + hex));
    if (!Bytes.of(value).equals(REMOVED)) {
      throw new CorruptException(
          where + ": value of a removed member expected \"removed\", found other bytes");
    }
    if (removed.size() < SchemaCheck.MAX_REMEMBERED) {
      removed.add(id);
    }
  }

  private void takeMeta(MemorySegment key, MemorySegment value, Origin where) {
    Bytes name = Bytes.of(key);
    for (MetaKey known : MetaKey.values()) {
      if (known.bytes().equals(name)) {
        takeMeta(known, value, where);
        return;
      }
    }
    unexpected(EtcdBucket.META, name, where);
  }

  private void takeMeta(MetaKey key, MemorySegment value, Origin where) {
    switch (key) {
      case CONF_STATE -> confState = Optional.of(ConfStateRow.decode(value, where));
      case CONSISTENT_INDEX ->
          consistentIndex = OptionalLong.of(MetaRows.decodeNumber(value, where));
      case FINISHED_COMPACT -> finished = Optional.of(MetaRows.decodeCompact(value, where));
      case SCHEDULED_COMPACT -> scheduled = Optional.of(MetaRows.decodeCompact(value, where));
      case STORAGE_VERSION ->
          storageVersion = Optional.of(EtcdVersion.decode(value, "storage version", where));
      case TERM -> term = OptionalLong.of(MetaRows.decodeNumber(value, where));
    }
  }

  private void unexpected(EtcdBucket bucket, Bytes name, Origin where) {
    findings.add(new SchemaFinding.UnexpectedRow(bucket, name, where.offset()));
  }

  private static <T> void remember(List<T> rows, T row) {
    if (rows.size() < SchemaCheck.MAX_REMEMBERED) {
      rows.add(row);
    }
  }
}
