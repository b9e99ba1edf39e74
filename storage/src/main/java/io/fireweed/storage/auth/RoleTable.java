package io.fireweed.storage.auth;

import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.Permission;
import io.fireweed.format.schema.RoleRow;
import io.fireweed.format.wire.Bytes;
import io.fireweed.storage.backend.Backend;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The `authRoles` bucket with a copy in memory.
final class RoleTable {
  private final Backend backend;
  private final Map<Bytes, RoleRow> roles = new TreeMap<>();

  private RoleTable(Backend backend) {
    this.backend = backend;
  }

  static RoleTable open(Backend backend) {
    RoleTable table = new RoleTable(backend);
    backend
        .bucket(EtcdBucket.AUTH_ROLES)
        .forEach(
            (key, value) -> {
              RoleRow row = RoleRow.decode(key, value, backend.origin(EtcdBucket.AUTH_ROLES));
              table.roles.put(row.name(), row);
            });
    return table;
  }

  Optional<RoleRow> find(Bytes name) {
    return Optional.ofNullable(roles.get(name));
  }

  List<Bytes> names() {
    return List.copyOf(roles.keySet());
  }

  void put(RoleRow role) {
    roles.put(role.name(), role);
    backend.bucket(EtcdBucket.AUTH_ROLES).put(role.key(), role.value());
  }

  boolean delete(Bytes name) {
    RoleRow role = roles.remove(name);
    return role != null && backend.bucket(EtcdBucket.AUTH_ROLES).delete(role.key());
  }

  /// Adds a permission in the order of first keys. Of those with the same first key only the first
  /// one is compared, as etcd does it: if its range is the same, its type changes.
  void grant(RoleRow role, Permission granted) {
    List<Permission> permissions = new ArrayList<>(role.permissions());
    int at = 0;
    while (at < permissions.size() && permissions.get(at).key().compareTo(granted.key()) < 0) {
      at++;
    }
    if (at < permissions.size()
        && permissions.get(at).key().equals(granted.key())
        && permissions.get(at).rangeEnd().equals(granted.rangeEnd())) {
      permissions.set(at, granted);
    } else {
      permissions.add(granted);
      permissions.sort(Comparator.comparing(Permission::key));
    }
    put(new RoleRow(role.name(), permissions));
  }

  /// Takes a permission away. {@return whether the role had it}
  boolean revoke(RoleRow role, Bytes key, Bytes rangeEnd) {
    List<Permission> left = new ArrayList<>(role.permissions());
    boolean had = left.removeIf(p -> p.key().equals(key) && p.rangeEnd().equals(rangeEnd));
    if (had) {
      put(new RoleRow(role.name(), left));
    }
    return had;
  }
}
