package io.fireweed.storage.apply;

import io.fireweed.format.raftlog.ConfChange;
import io.fireweed.format.raftlog.ConfChangeV2;
import io.fireweed.format.schema.AlarmRow;
import io.fireweed.format.schema.MemberAttributes;
import io.fireweed.format.schema.MemberId;
import io.fireweed.format.schema.Permission;
import io.fireweed.format.schema.UserRow;
import io.fireweed.format.wire.Bytes;
import io.fireweed.storage.mvcc.KeyRange;
import io.fireweed.storage.mvcc.RangeQuery;
import java.util.List;
import java.util.Optional;

/// What one log entry asks for.
sealed interface Command {
  /// Nothing that is stored: a leader's empty entry, a read, a check, a v2 request without effect.
  record NoEffect() implements Command {}

  /// What a transaction can contain.
  sealed interface KeyOp extends Command {}

  /// @param ignoreValue keep the value the key has
  /// @param ignoreLease keep the lease the key has
  /// @param prevKv whether the caller also reads the key
  record Put(
      Bytes key, Bytes value, long lease, boolean prevKv, boolean ignoreValue, boolean ignoreLease)
      implements KeyOp {
    boolean needsOld() {
      return ignoreValue || ignoreLease;
    }
  }

  /// @param prevKv whether the caller also reads the keys
  record DeleteRange(KeyRange range, boolean prevKv) implements KeyOp {}

  /// A read.
  record Range(RangeQuery query) implements KeyOp {}

  record Txn(List<Compare> compares, List<KeyOp> success, List<KeyOp> failure) implements KeyOp {}

  /// An operation without content, which a transaction may hold.
  record NoOp() implements KeyOp {}

  /// One condition of a transaction.
  ///
  /// @param result what the comparison must give; an unknown number always holds
  /// @param target what is compared; an unknown number compares as equal
  /// @param number compared with, for all targets but the value
  /// @param value compared with, for the value
  record Compare(KeyRange range, int result, int target, long number, Bytes value) {
    static final int EQUAL = 0;
    static final int GREATER = 1;
    static final int LESS = 2;
    static final int NOT_EQUAL = 3;
    static final int VERSION = 0;
    static final int CREATE = 1;
    static final int MOD = 2;
    static final int VALUE = 3;
    static final int LEASE = 4;
  }

  record Compaction(long revision) implements Command {}

  sealed interface Lease extends Command {}

  record LeaseGrant(long id, long ttlSeconds) implements Lease {}

  record LeaseRevoke(long id) implements Lease {}

  record LeaseCheckpoint(List<ApplyResult.Remaining> leases) implements Lease {}

  sealed interface Alarm extends Command {}

  record AlarmRaise(AlarmRow alarm) implements Alarm {}

  record AlarmClear(AlarmRow alarm) implements Alarm {}

  /// A user, whose password was found right, gets a token.
  record Authenticate(Bytes user, Bytes drawn) implements Command {}

  /// A request that only a root user may make while auth is on.
  sealed interface Auth extends Command {}

  record AuthEnable() implements Auth {}

  record AuthDisable() implements Auth {}

  /// A read of users or roles that only a root user may make.
  record AuthRead() implements Auth {}

  /// @param hashedPassword base64 text, empty if the password is as typed
  record UserAdd(Bytes name, Bytes password, UserRow.Options options, Bytes hashedPassword)
      implements Auth {}

  record UserDelete(Bytes name) implements Auth {}

  record UserChangePassword(Bytes name, Bytes password, Bytes hashedPassword) implements Auth {}

  record UserGrantRole(Bytes user, Bytes role) implements Auth {}

  record UserRevokeRole(Bytes user, Bytes role) implements Auth {}

  record RoleAdd(Bytes name) implements Auth {}

  record RoleDelete(Bytes name) implements Auth {}

  record RoleGrant(Bytes role, Optional<Permission> permission) implements Auth {}

  record RoleRevoke(Bytes role, Bytes key, Bytes rangeEnd) implements Auth {}

  sealed interface Cluster extends Command {}

  record MemberChange(ConfChange change) implements Cluster {}

  record MemberChanges(ConfChangeV2 change) implements Cluster {}

  record SetAttributes(MemberId member, MemberAttributes attributes) implements Cluster {}

  record SetClusterVersion(Bytes version) implements Cluster {}

  /// @param target empty if the downgrade is cancelled
  record SetDowngrade(String target) implements Cluster {}
}
