package io.fireweed.storage.membership;

import io.fireweed.api.error.EtcdError;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.schema.ClusterKey;
import io.fireweed.format.schema.DowngradeRow;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.EtcdVersion;
import io.fireweed.format.schema.MemberAttributes;
import io.fireweed.format.schema.MemberId;
import io.fireweed.format.schema.MemberRow;
import io.fireweed.format.wire.Bytes;
import io.fireweed.storage.backend.Backend;
import io.fireweed.storage.backend.BucketRows;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Members, removed members, cluster version and downgrade, in memory and in their buckets.
///
/// Memory can know more than the bucket: entries at or below the db's index are only remembered
/// ([Depth#MEMORY]), because a db restored by 3.4 lacks the rows of its own members until they
/// speak.
public final class MemberStore {
  private static final Bytes REMOVED = Bytes.ofUtf8("removed");

  /// Where a change goes.
  public enum Depth {
    /// The db reflects the change already; only remember it.
    MEMORY,
    /// Write it.
    ROWS
  }

  private final Backend backend;
  private final Map<MemberId, MemberRow> members = new TreeMap<>();
  private final Set<MemberId> removed = new HashSet<>();
  private Optional<EtcdVersion> clusterVersion = Optional.empty();
  private Optional<DowngradeRow> downgrade = Optional.empty();

  private MemberStore(Backend backend) {
    this.backend = backend;
  }

  public static MemberStore open(Backend backend) {
    MemberStore store = new MemberStore(backend);
    backend
        .bucket(EtcdBucket.MEMBERS)
        .forEach(
            (key, value) -> {
              MemberRow row = MemberRow.decode(key, value, backend.origin(EtcdBucket.MEMBERS));
              store.members.put(row.id(), row);
            });
    backend
        .bucket(EtcdBucket.MEMBERS_REMOVED)
        .forEach((key, _) -> store.removed.add(removedId(backend, Bytes.of(key).toUtf8())));
    store.clusterVersion =
        backend
            .bucket(EtcdBucket.CLUSTER)
            .find(ClusterKey.CLUSTER_VERSION.bytes())
            .map(
                value ->
                    EtcdVersion.decode(
                        value, "clusterVersion", backend.origin(EtcdBucket.CLUSTER)));
    store.downgrade =
        backend
            .bucket(EtcdBucket.CLUSTER)
            .find(ClusterKey.DOWNGRADE.bytes())
            .map(value -> DowngradeRow.decode(value, backend.origin(EtcdBucket.CLUSTER)));
    return store;
  }

  private static MemberId removedId(Backend backend, String hex) {
    return MemberId.findHex(hex)
        .orElseThrow(
            () ->
                new CorruptException(
                    backend.origin(EtcdBucket.MEMBERS_REMOVED).name()
                        + ": expected a member id in hex, found "
                        + hex));
  }

  /// {@return the members, by id}
  public Collection<MemberRow> members() {
    return List.copyOf(members.values());
  }

  public Optional<MemberRow> find(MemberId id) {
    return Optional.ofNullable(members.get(id));
  }

  public Optional<EtcdVersion> clusterVersion() {
    return clusterVersion;
  }

  /// {@return what was last said about a downgrade}
  public Optional<DowngradeRow> downgrade() {
    return downgrade;
  }

  /// Adds a member. {@return why not, or nothing if it was done}
  public Optional<EtcdError> add(MemberRow member, Depth depth) {
    if (removed.contains(member.id())) {
      return Optional.of(EtcdError.MEMBER_NOT_FOUND);
    }
    if (members.containsKey(member.id())) {
      return Optional.of(EtcdError.MEMBER_EXISTS);
    }
    if (takesUrlOfAnother(member.id(), member.peerUrls())) {
      return Optional.of(EtcdError.PEER_URL_EXISTS);
    }
    save(member, depth);
    return Optional.empty();
  }

  /// Makes a learner a voter. {@return why not, or nothing if it was done}
  public Optional<EtcdError> promote(MemberId id, Depth depth) {
    Optional<MemberRow> member = find(id);
    if (member.isEmpty()) {
      return Optional.of(EtcdError.MEMBER_NOT_FOUND);
    }
    if (member.get().role() != MemberRow.Role.LEARNER) {
      return Optional.of(EtcdError.MEMBER_NOT_LEARNER);
    }
    save(member.get().withRole(MemberRow.Role.VOTER), depth);
    return Optional.empty();
  }

  /// Removes a member for good. {@return why not, or nothing if it was done}
  public Optional<EtcdError> remove(MemberId id, Depth depth) {
    if (members.remove(id) == null) {
      return Optional.of(EtcdError.MEMBER_NOT_FOUND);
    }
    removed.add(id);
    if (depth == Depth.ROWS) {
      bucket(EtcdBucket.MEMBERS).delete(id.key());
      bucket(EtcdBucket.MEMBERS_REMOVED).put(id.key(), REMOVED);
    }
    return Optional.empty();
  }

  /// Replaces peer URLs and role; name and client URLs stay. {@return why not, or nothing}
  public Optional<EtcdError> update(MemberRow change, Depth depth) {
    Optional<MemberRow> member = find(change.id());
    if (member.isEmpty()) {
      return Optional.of(EtcdError.MEMBER_NOT_FOUND);
    }
    if (takesUrlOfAnother(change.id(), change.peerUrls())) {
      return Optional.of(EtcdError.PEER_URL_EXISTS);
    }
    save(member.get().withPeerUrls(change.peerUrls()).withRole(change.role()), depth);
    return Optional.empty();
  }

  /// Sets what a member says of itself. {@return why not, or nothing if it was done}
  public Optional<EtcdError> setAttributes(MemberId id, MemberAttributes attributes, Depth depth) {
    Optional<MemberRow> member = find(id);
    if (member.isEmpty()) {
      return Optional.of(EtcdError.MEMBER_NOT_FOUND);
    }
    save(member.get().withAttributes(attributes), depth);
    return Optional.empty();
  }

  public void setClusterVersion(EtcdVersion version) {
    clusterVersion = Optional.of(version);
    bucket(EtcdBucket.CLUSTER).put(ClusterKey.CLUSTER_VERSION.bytes(), version.encode());
  }

  public void setDowngrade(DowngradeRow said) {
    downgrade = Optional.of(said);
    bucket(EtcdBucket.CLUSTER).put(ClusterKey.DOWNGRADE.bytes(), said.value());
  }

  private boolean takesUrlOfAnother(MemberId id, List<String> urls) {
    return members.values().stream()
        .filter(other -> !other.id().equals(id))
        .flatMap(other -> other.peerUrls().stream())
        .anyMatch(urls::contains);
  }

  private void save(MemberRow member, Depth depth) {
    members.put(member.id(), member);
    if (depth == Depth.ROWS) {
      bucket(EtcdBucket.MEMBERS).put(member.key(), member.value());
    }
  }

  private BucketRows bucket(EtcdBucket name) {
    return backend.bucket(name);
  }
}
