package io.fireweed.storage.auth;

import io.fireweed.api.error.EtcdError;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.schema.AuthKey;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.Permission;
import io.fireweed.format.schema.RoleRow;
import io.fireweed.format.schema.UserRow;
import io.fireweed.format.wire.Bytes;
import io.fireweed.storage.backend.Backend;
import io.fireweed.storage.mvcc.KeyRange;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The switch, the revision, the users and the roles, in memory and in the `auth*` buckets.
///
/// Each successful change of a user, role or permission, and turning the switch off, raises the
/// auth revision by one; turning it on does not. A new store begins with revision 1.
///
/// Threads: one changes it while nobody asks; many may ask at a time.
///
/// Source: etcd 3.4.23 to 3.7.1, behaviour of the auth store.
public final class AuthStore {
  private static final Bytes ROOT = Bytes.ofUtf8("root");
  private static final LoggedOut NOBODY = new LoggedOut.Nobody();
  private static final List<Permission.Type> READING =
      List.of(Permission.Type.READ, Permission.Type.READWRITE);
  private static final List<Permission.Type> WRITING =
      List.of(Permission.Type.WRITE, Permission.Type.READWRITE);

  /// What a user wants to do with keys.
  public enum Access {
    READ,
    WRITE
  }

  /// Who asks, and the auth revision under which the request was made.
  ///
  /// @param user empty if nobody is named
  /// @param authRevision 0 if nobody is named
  public record Caller(Bytes user, long authRevision) {
    public static final Caller NOBODY = new Caller(Bytes.EMPTY, 0);
  }

  private record Rights(KeyRights readable, KeyRights writable) {}

  private final Backend backend;
  private final UserTable users;
  private final RoleTable roles;

  /// Filled by whoever asks, and several may ask at a time.
  private final Map<Bytes, Rights> rightsByUser = new ConcurrentHashMap<>();

  private boolean enabled;
  private long revision;

  private AuthStore(Backend backend) {
    this.backend = backend;
    this.users = UserTable.open(backend);
    this.roles = RoleTable.open(backend);
  }

  /// Reads the buckets; gives a new store its first revision.
  public static AuthStore open(Backend backend) {
    AuthStore store = new AuthStore(backend);
    store.enabled =
        store.find(AuthKey.ENABLED).filter(value -> value.equals(Bytes.of((byte) 1))).isPresent();
    store.revision = store.find(AuthKey.REVISION).map(AuthStore::revisionOf).orElse(0L);
    if (store.revision == 0) {
      store.raiseRevision();
    }
    return store;
  }

  private static long revisionOf(Bytes value) {
    if (value.length() != Long.BYTES) {
      throw new CorruptException(
          "authRevision in bucket auth: expected 8 bytes, found " + value.length());
    }
    return value.longAt(0);
  }

  public boolean isEnabled() {
    return enabled;
  }

  public long revision() {
    return revision;
  }

  /// {@return why the caller may not administer users and roles, or nothing if it may}
  public Optional<EtcdError> refuseAdministration(Caller caller) {
    if (!enabled) {
      return Optional.empty();
    }
    if (caller.user().isEmpty()) {
      return Optional.of(EtcdError.USER_EMPTY);
    }
    Optional<UserRow> user = users.find(caller.user());
    if (user.isEmpty()) {
      return Optional.of(EtcdError.USER_NOT_FOUND);
    }
    return UserTable.isRoot(user.get())
        ? Optional.empty()
        : Optional.of(EtcdError.PERMISSION_DENIED);
  }

  /// {@return why the caller counts for no user, or nothing if it is one}
  public Optional<EtcdError> refuseStranger(Caller caller) {
    if (!enabled) {
      return Optional.empty();
    }
    if (caller.authRevision() == 0) {
      return Optional.of(EtcdError.USER_EMPTY);
    }
    if (Long.compareUnsigned(caller.authRevision(), revision) < 0) {
      return Optional.of(EtcdError.AUTH_OLD_REVISION);
    }
    return users.find(caller.user()).isPresent()
        ? Optional.empty()
        : Optional.of(EtcdError.PERMISSION_DENIED);
  }

  /// {@return why the caller may not touch these keys, or nothing if it may}
  public Optional<EtcdError> refuse(Caller caller, Access access, KeyRange range) {
    Optional<EtcdError> stranger = enabled ? refuseStranger(caller) : Optional.empty();
    if (!enabled || stranger.isPresent()) {
      return stranger;
    }
    Optional<UserRow> user = users.find(caller.user());
    if (UserTable.isRoot(user.orElseThrow())) {
      return Optional.empty();
    }
    Rights rights = rightsByUser.computeIfAbsent(caller.user(), _ -> rightsOf(user.get()));
    KeyRights granted = access == Access.READ ? rights.readable() : rights.writable();
    return granted.cover(range) ? Optional.empty() : Optional.of(EtcdError.PERMISSION_DENIED);
  }

  /// {@return why this user may have no token, or nothing if it may}
  public Optional<EtcdError> refuseToken(Bytes user) {
    if (!enabled) {
      return Optional.of(EtcdError.AUTH_NOT_ENABLED);
    }
    return users.find(user).filter(row -> row.options() != UserRow.Options.NO_PASSWORD).isPresent()
        ? Optional.empty()
        : Optional.of(EtcdError.AUTH_FAILED);
  }

  private Rights rightsOf(UserRow user) {
    List<Permission> permissions = new ArrayList<>();
    for (String role : user.roles()) {
      roles.find(Bytes.ofUtf8(role)).ifPresent(row -> permissions.addAll(row.permissions()));
    }
    return new Rights(KeyRights.of(permissions, READING), KeyRights.of(permissions, WRITING));
  }

  public AuthOutcome enable() {
    if (enabled) {
      return new AuthOutcome.Unchanged();
    }
    Optional<UserRow> root = users.find(ROOT);
    if (root.isEmpty()) {
      return new AuthOutcome.Refused(EtcdError.ROOT_USER_NOT_EXIST);
    }
    if (!UserTable.isRoot(root.get())) {
      return new AuthOutcome.Refused(EtcdError.ROOT_ROLE_NOT_EXIST);
    }
    enabled = true;
    put(AuthKey.ENABLED, Bytes.of((byte) 1));
    return new AuthOutcome.Changed(revision, NOBODY);
  }

  public AuthOutcome disable() {
    if (!enabled) {
      return new AuthOutcome.Unchanged();
    }
    enabled = false;
    put(AuthKey.ENABLED, Bytes.of((byte) 0));
    return changed(new LoggedOut.Everybody());
  }

  /// @param passwordHash as the bucket holds it, empty for none
  public AuthOutcome addUser(Bytes name, Bytes passwordHash, UserRow.Options options) {
    if (name.isEmpty()) {
      return new AuthOutcome.Refused(EtcdError.USER_EMPTY);
    }
    if (users.find(name).isPresent()) {
      return new AuthOutcome.Refused(EtcdError.USER_ALREADY_EXISTS);
    }
    users.put(new UserRow(name, passwordHash, List.of(), options));
    return changed(NOBODY);
  }

  public AuthOutcome deleteUser(Bytes name) {
    if (enabled && name.equals(ROOT)) {
      return new AuthOutcome.Refused(EtcdError.INVALID_AUTH_MGMT);
    }
    if (!users.delete(name)) {
      return new AuthOutcome.Refused(EtcdError.USER_NOT_FOUND);
    }
    return changed(new LoggedOut.Users(List.of(name)));
  }

  public Optional<UserRow> findUser(Bytes name) {
    return users.find(name);
  }

  /// {@return the names of all users, ascending}
  public List<Bytes> userNames() {
    return users.names();
  }

  public Optional<RoleRow> findRole(Bytes name) {
    return roles.find(name);
  }

  /// {@return the names of all roles, ascending}
  public List<Bytes> roleNames() {
    return roles.names();
  }

  /// @param passwordHash as the bucket holds it, empty for none
  public AuthOutcome changePassword(Bytes name, Bytes passwordHash) {
    Optional<UserRow> user = users.find(name);
    if (user.isEmpty()) {
      return new AuthOutcome.Refused(EtcdError.USER_NOT_FOUND);
    }
    users.put(new UserRow(name, passwordHash, user.get().roles(), user.get().options()));
    return changed(new LoggedOut.Users(List.of(name)));
  }

  public AuthOutcome grantRole(Bytes userName, Bytes role) {
    Optional<UserRow> user = users.find(userName);
    if (user.isEmpty()) {
      return new AuthOutcome.Refused(EtcdError.USER_NOT_FOUND);
    }
    if (!role.equals(ROOT) && roles.find(role).isEmpty()) {
      return new AuthOutcome.Refused(EtcdError.ROLE_NOT_FOUND);
    }
    if (user.get().roles().contains(role.toUtf8())) {
      return new AuthOutcome.Unchanged();
    }
    users.grant(user.get(), role);
    return changed(NOBODY);
  }

  public AuthOutcome revokeRole(Bytes userName, Bytes role) {
    if (enabled && userName.equals(ROOT) && role.equals(ROOT)) {
      return new AuthOutcome.Refused(EtcdError.INVALID_AUTH_MGMT);
    }
    Optional<UserRow> user = users.find(userName);
    if (user.isEmpty()) {
      return new AuthOutcome.Refused(EtcdError.USER_NOT_FOUND);
    }
    if (!users.revoke(user.get(), role)) {
      return new AuthOutcome.Refused(EtcdError.ROLE_NOT_GRANTED);
    }
    return changed(NOBODY);
  }

  public AuthOutcome addRole(Bytes name) {
    if (name.isEmpty()) {
      return new AuthOutcome.Refused(EtcdError.ROLE_EMPTY);
    }
    if (roles.find(name).isPresent()) {
      return new AuthOutcome.Refused(EtcdError.ROLE_ALREADY_EXISTS);
    }
    roles.put(new RoleRow(name, List.of()));
    return changed(NOBODY);
  }

  /// Deletes a role and takes it from every user.
  public AuthOutcome deleteRole(Bytes name) {
    if (enabled && name.equals(ROOT)) {
      return new AuthOutcome.Refused(EtcdError.INVALID_AUTH_MGMT);
    }
    if (!roles.delete(name)) {
      return new AuthOutcome.Refused(EtcdError.ROLE_NOT_FOUND);
    }
    users.revokeFromAll(name);
    return changed(NOBODY);
  }

  public AuthOutcome grantPermission(Bytes roleName, Permission permission) {
    Optional<RoleRow> role = roles.find(roleName);
    if (role.isEmpty()) {
      return new AuthOutcome.Refused(EtcdError.ROLE_NOT_FOUND);
    }
    roles.grant(role.get(), permission);
    return changed(NOBODY);
  }

  public AuthOutcome revokePermission(Bytes roleName, Bytes key, Bytes rangeEnd) {
    Optional<RoleRow> role = roles.find(roleName);
    if (role.isEmpty()) {
      return new AuthOutcome.Refused(EtcdError.ROLE_NOT_FOUND);
    }
    if (!roles.revoke(role.get(), key, rangeEnd)) {
      return new AuthOutcome.Refused(EtcdError.PERMISSION_NOT_GRANTED);
    }
    return changed(NOBODY);
  }

  private AuthOutcome changed(LoggedOut loggedOut) {
    raiseRevision();
    rightsByUser.clear();
    return new AuthOutcome.Changed(revision, loggedOut);
  }

  private void raiseRevision() {
    revision++;
    put(AuthKey.REVISION, Bytes.ofLong(revision));
  }

  private Optional<Bytes> find(AuthKey key) {
    return backend.bucket(EtcdBucket.AUTH).find(key.bytes()).map((MemorySegment s) -> Bytes.of(s));
  }

  private void put(AuthKey key, Bytes value) {
    backend.bucket(EtcdBucket.AUTH).put(key.bytes(), value);
  }
}
