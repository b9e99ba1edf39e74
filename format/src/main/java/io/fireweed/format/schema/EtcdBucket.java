package io.fireweed.format.schema;

import io.fireweed.format.wire.Bytes;
import java.util.Optional;

/// The ten buckets of an etcd db, declared in name order, which is the order in the root tree and
/// the order in which hashes visit them.
///
/// | bucket | rows |
/// |---|---|
/// | `alarm` | [AlarmRow] |
/// | `auth` | [AuthKey] |
/// | `authRoles` | [RoleRow] |
/// | `authUsers` | [UserRow] |
/// | `cluster` | [ClusterKey] |
/// | `key` | [RevisionKey] → [KeyValue] |
/// | `lease` | [LeaseRow] |
/// | `members` | [MemberRow] |
/// | `members_removed` | [MemberId] in hex → `removed` |
/// | `meta` | [MetaKey] |
///
/// Every bucket's sequence is 0. A server creates all ten at its first start; a db without `meta`
/// crashes the tools of 3.6.
///
/// Source: etcd 3.4.23 to 3.7.1, the bucket names of the storage backend.
public enum EtcdBucket {
  ALARM("alarm"),
  AUTH("auth"),
  AUTH_ROLES("authRoles"),
  AUTH_USERS("authUsers"),
  CLUSTER("cluster"),
  KEY("key"),
  LEASE("lease"),
  MEMBERS("members"),
  MEMBERS_REMOVED("members_removed"),
  META("meta");

  private final String label;

  @SuppressWarnings("ImmutableEnumChecker") // Bytes never change.
  private final Bytes bytes;

  EtcdBucket(String label) {
    this.label = label;
    this.bytes = Bytes.ofUtf8(label);
  }

  /// {@return the name as a person reads it}
  public String label() {
    return label;
  }

  /// {@return the name as the root tree holds it}
  public Bytes bytes() {
    return bytes;
  }

  /// {@return the bucket of that name, or nothing if etcd has none}
  public static Optional<EtcdBucket> find(Bytes name) {
    for (EtcdBucket bucket : values()) {
      if (bucket.bytes.equals(name)) {
        return Optional.of(bucket);
      }
    }
    return Optional.empty();
  }
}
