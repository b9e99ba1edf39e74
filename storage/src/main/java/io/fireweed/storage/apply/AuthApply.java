package io.fireweed.storage.apply;

import io.fireweed.api.error.EtcdError;
import io.fireweed.format.schema.Permission;
import io.fireweed.format.schema.UserRow;
import io.fireweed.format.wire.Bytes;
import io.fireweed.storage.auth.AuthOutcome;
import io.fireweed.storage.auth.AuthStore;
import io.fireweed.storage.auth.LoggedOut;
import io.fireweed.storage.auth.PasswordHasher;
import io.fireweed.storage.mvcc.KeyRange;
import java.util.Base64;
import java.util.Optional;

/// Users, roles, permissions and the switch.
final class AuthApply {
  private final ApplyRules rules;
  private final AuthStore auth;
  private final PasswordHasher hasher;

  AuthApply(ApplyRules rules, AuthStore auth, PasswordHasher hasher) {
    this.rules = rules;
    this.auth = auth;
    this.hasher = hasher;
  }

  ApplyResult apply(Command.Auth command) {
    AuthOutcome outcome =
        switch (command) {
          case Command.AuthEnable _ -> auth.enable();
          case Command.AuthDisable _ -> auth.disable();
          case Command.AuthRead _ -> new AuthOutcome.Unchanged();
          case Command.UserAdd add -> addUser(add);
          case Command.UserDelete(Bytes name) -> auth.deleteUser(name);
          case Command.UserChangePassword change -> changePassword(change);
          case Command.UserGrantRole(Bytes user, Bytes role) -> auth.grantRole(user, role);
          case Command.UserRevokeRole(Bytes user, Bytes role) -> auth.revokeRole(user, role);
          case Command.RoleAdd(Bytes name) -> auth.addRole(name);
          case Command.RoleDelete(Bytes name) -> auth.deleteRole(name);
          case Command.RoleGrant(Bytes role, Optional<Permission> permission) ->
              grantPermission(role, permission);
          case Command.RoleRevoke(Bytes role, Bytes key, Bytes rangeEnd) ->
              auth.revokePermission(role, key, rangeEnd);
        };
    return switch (outcome) {
      case AuthOutcome.Changed(long authRevision, LoggedOut loggedOut) ->
          new ApplyResult.AuthChanged(authRevision, loggedOut);
      case AuthOutcome.Unchanged _ -> new ApplyResult.Unchanged();
      case AuthOutcome.Refused(EtcdError error) -> new ApplyResult.Rejected(error);
    };
  }

  /// The password was checked by the member that was asked, and is not in the log.
  ApplyResult apply(Command.Authenticate command, long index) {
    Optional<EtcdError> refused = auth.refuseToken(command.user());
    return refused.isPresent()
        ? new ApplyResult.Rejected(refused.get())
        : new ApplyResult.Authenticated(command.user(), auth.revision(), command.drawn(), index);
  }

  /// A name that is empty or taken is refused before its password costs a hash.
  private AuthOutcome addUser(Command.UserAdd add) {
    if (add.name().isEmpty()
        || add.options() == UserRow.Options.NO_PASSWORD
        || auth.findUser(add.name()).isPresent()) {
      return auth.addUser(add.name(), Bytes.EMPTY, add.options());
    }
    return stored(add.password(), add.hashedPassword())
        .map(hash -> auth.addUser(add.name(), hash, add.options()))
        .orElseGet(() -> new AuthOutcome.Refused(EtcdError.NO_PASSWORD_USER));
  }

  private AuthOutcome changePassword(Command.UserChangePassword change) {
    Optional<UserRow> user = auth.findUser(change.name());
    if (user.isEmpty() || user.get().options() == UserRow.Options.NO_PASSWORD) {
      return auth.changePassword(change.name(), Bytes.EMPTY);
    }
    return stored(change.password(), change.hashedPassword())
        .map(hash -> auth.changePassword(change.name(), hash))
        .orElseGet(() -> new AuthOutcome.Refused(EtcdError.NO_PASSWORD_USER));
  }

  /// {@return what the bucket is to hold, or nothing if the hash in the log is not base64}
  private Optional<Bytes> stored(Bytes password, Bytes hashedPassword) {
    boolean typed = !password.isEmpty() && hashedPassword.isEmpty();
    if (typed || rules.hashesPasswords()) {
      return Optional.of(hasher.hash(password));
    }
    try {
      return Optional.of(Bytes.of(Base64.getDecoder().decode(hashedPassword.toArray())));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  private AuthOutcome grantPermission(Bytes role, Optional<Permission> permission) {
    if (permission.isEmpty()) {
      return new AuthOutcome.Refused(EtcdError.PERMISSION_NOT_GIVEN);
    }
    if (rules.refusesEmptyPermissions() && isEmpty(permission.get())) {
      return new AuthOutcome.Refused(EtcdError.INVALID_AUTH_MGMT);
    }
    return auth.grantPermission(role, permission.get());
  }

  /// A range that cannot hold any key.
  private static boolean isEmpty(Permission permission) {
    if (permission.key().isEmpty()) {
      return true;
    }
    return KeyRange.of(permission.key(), permission.rangeEnd())
            instanceof KeyRange.HalfOpen(Bytes first, Bytes end)
        && first.compareTo(end) >= 0;
  }
}
