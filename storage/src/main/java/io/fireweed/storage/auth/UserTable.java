package io.fireweed.storage.auth;

import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.UserRow;
import io.fireweed.format.wire.Bytes;
import io.fireweed.storage.backend.Backend;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The `authUsers` bucket with a copy in memory.
final class UserTable {
  private static final String ROOT_ROLE = "root";

  private final Backend backend;
  private final Map<Bytes, UserRow> users = new TreeMap<>();

  private UserTable(Backend backend) {
    this.backend = backend;
  }

  static UserTable open(Backend backend) {
    UserTable table = new UserTable(backend);
    backend
        .bucket(EtcdBucket.AUTH_USERS)
        .forEach(
            (key, value) -> {
              UserRow row = UserRow.decode(key, value, backend.origin(EtcdBucket.AUTH_USERS));
              table.users.put(row.name(), row);
            });
    return table;
  }

  static boolean isRoot(UserRow user) {
    return user.roles().contains(ROOT_ROLE);
  }

  Optional<UserRow> find(Bytes name) {
    return Optional.ofNullable(users.get(name));
  }

  List<Bytes> names() {
    return List.copyOf(users.keySet());
  }

  void put(UserRow user) {
    users.put(user.name(), user);
    backend.bucket(EtcdBucket.AUTH_USERS).put(user.key(), user.value());
  }

  boolean delete(Bytes name) {
    UserRow user = users.remove(name);
    return user != null && backend.bucket(EtcdBucket.AUTH_USERS).delete(user.key());
  }

  /// Adds a role; roles are kept in the order of their bytes.
  void grant(UserRow user, Bytes role) {
    List<String> roles = new ArrayList<>(user.roles());
    roles.add(role.toUtf8());
    roles.sort(Comparator.comparing(Bytes::ofUtf8));
    put(new UserRow(user.name(), user.passwordHash(), roles, user.options()));
  }

  /// Takes a role away. {@return whether the user had it}
  boolean revoke(UserRow user, Bytes role) {
    List<String> left = new ArrayList<>(user.roles());
    boolean had = left.removeIf(role.toUtf8()::equals);
    if (had) {
      put(new UserRow(user.name(), user.passwordHash(), left, user.options()));
    }
    return had;
  }

  void revokeFromAll(Bytes role) {
    for (UserRow user : List.copyOf(users.values())) {
      revoke(user, role);
    }
  }
}
