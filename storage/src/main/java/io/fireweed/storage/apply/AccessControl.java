package io.fireweed.storage.apply;

import io.fireweed.api.error.EtcdError;
import io.fireweed.format.schema.AlarmRow;
import io.fireweed.format.wire.Bytes;
import io.fireweed.storage.alarm.AlarmStore;
import io.fireweed.storage.apply.Command.KeyOp;
import io.fireweed.storage.auth.AuthStore;
import io.fireweed.storage.auth.AuthStore.Access;
import io.fireweed.storage.auth.AuthStore.Caller;
import io.fireweed.storage.lease.LeaseTable;
import io.fireweed.storage.mvcc.KeyIndex;
import io.fireweed.storage.mvcc.KeyRange;
import io.fireweed.storage.mvcc.RangeQuery;
import java.util.List;
import java.util.Optional;

/// What alarms forbid to everyone and permissions to some, decided when an entry is applied.
///
/// A CORRUPT alarm stops every request on keys, compactions, and lease grants and revocations. A
/// NOSPACE alarm stops puts, transactions with a put at their top level, and lease grants. Then,
/// while auth is on, the caller needs the rights on what it reads and writes, under an auth
/// revision that is not older than the store's.
final class AccessControl {
  private final ApplyRules rules;
  private final AlarmStore alarms;
  private final AuthStore auth;
  private final LeaseTable leases;
  private final KeyIndex keys;

  AccessControl(
      ApplyRules rules, AlarmStore alarms, AuthStore auth, LeaseTable leases, KeyIndex keys) {
    this.rules = rules;
    this.alarms = alarms;
    this.auth = auth;
    this.leases = leases;
    this.keys = keys;
  }

  /// {@return why the command is refused, or nothing if it may go on}
  Optional<EtcdError> refuse(Request request) {
    Command command = request.command();
    if (alarms.anySet()) {
      Optional<EtcdError> alarm = alarmAgainst(command);
      if (alarm.isPresent()) {
        return alarm;
      }
    }
    return auth.isEnabled() ? unpermitted(request) : Optional.empty();
  }

  /// {@return why a read beside the log is refused; alarms do not stop it}
  Optional<EtcdError> refuseRead(Request request) {
    return auth.isEnabled() ? unpermitted(request) : Optional.empty();
  }

  private Optional<EtcdError> unpermitted(Request request) {
    Caller caller = request.caller();
    return switch (request.command()) {
      case Command.KeyOp operation -> keyOp(caller, operation, 0);
      case Command.LeaseRevoke(long id) -> leaseKeys(caller, id);
      case Command.Auth _ -> auth.refuseAdministration(caller);
      case Command.Compaction _,
          Command.LeaseGrant _,
          Command.LeaseCheckpoint _,
          Command.Alarm _,
          Command.Cluster _,
          Command.Authenticate _,
          Command.NoEffect _ ->
          Optional.empty();
    };
  }

  private Optional<EtcdError> alarmAgainst(Command command) {
    boolean stoppedByCorrupt =
        switch (command) {
          case Command.KeyOp _, Command.Compaction _, Command.LeaseGrant _, Command.LeaseRevoke _ ->
              true;
          case Command.LeaseCheckpoint _,
              Command.Alarm _,
              Command.Auth _,
              Command.Authenticate _,
              Command.Cluster _,
              Command.NoEffect _ ->
              false;
        };
    if (stoppedByCorrupt && alarms.isSet(AlarmRow.Type.CORRUPT)) {
      return Optional.of(EtcdError.CORRUPT);
    }
    boolean stoppedByNoSpace =
        switch (command) {
          case Command.Put _, Command.LeaseGrant _ -> true;
          case Command.Txn(_, var success, var failure) -> hasPut(success) || hasPut(failure);
          case Command.DeleteRange _,
              Command.Range _,
              Command.NoOp _,
              Command.Compaction _,
              Command.LeaseRevoke _,
              Command.LeaseCheckpoint _,
              Command.Alarm _,
              Command.Auth _,
              Command.Authenticate _,
              Command.Cluster _,
              Command.NoEffect _ ->
              false;
        };
    return stoppedByNoSpace && alarms.isSet(AlarmRow.Type.NOSPACE)
        ? Optional.of(EtcdError.NO_SPACE)
        : Optional.empty();
  }

  private static boolean hasPut(List<KeyOp> operations) {
    return operations.stream().anyMatch(Command.Put.class::isInstance);
  }

  private Optional<EtcdError> keyOp(Caller caller, KeyOp operation, int depth) {
    return switch (operation) {
      case Command.Put put -> put(caller, put, depth);
      case Command.DeleteRange(KeyRange range, boolean prevKv) ->
          auth.refuse(caller, Access.WRITE, range)
              .or(() -> prevKv ? auth.refuse(caller, Access.READ, range) : Optional.empty());
      case Command.Range(RangeQuery query) -> auth.refuse(caller, Access.READ, query.range());
      case Command.Txn txn ->
          depth == 0 || rules.checksNestedTxns() ? txn(caller, txn, depth) : Optional.empty();
      case Command.NoOp _ -> Optional.empty();
    };
  }

  /// Within a transaction older releases look at the key alone.
  private Optional<EtcdError> put(Caller caller, Command.Put put, int depth) {
    KeyRange key = new KeyRange.Single(put.key());
    Optional<EtcdError> refused = auth.refuse(caller, Access.WRITE, key);
    if (refused.isPresent() || (depth > 0 && !rules.checksTxnPutsFully())) {
      return refused;
    }
    return leaseKeys(caller, put.lease())
        .or(() -> put.prevKv() ? auth.refuse(caller, Access.READ, key) : Optional.empty());
  }

  private Optional<EtcdError> txn(Caller caller, Command.Txn txn, int depth) {
    for (Command.Compare compare : txn.compares()) {
      Optional<EtcdError> refused = auth.refuse(caller, Access.READ, compare.range());
      if (refused.isPresent()) {
        return refused;
      }
    }
    for (List<KeyOp> branch : List.of(txn.success(), txn.failure())) {
      for (KeyOp operation : branch) {
        Optional<EtcdError> refused = keyOp(caller, operation, depth + 1);
        if (refused.isPresent()) {
          return refused;
        }
      }
    }
    return Optional.empty();
  }

  /// Whoever hangs a key on a lease, or ends it, must be allowed to write all its keys.
  private Optional<EtcdError> leaseKeys(Caller caller, long lease) {
    if (lease == LeaseTable.NO_LEASE || auth.refuseAdministration(caller).isEmpty()) {
      return Optional.empty();
    }
    for (long ref : leases.keysOf(lease)) {
      KeyRange key = new KeyRange.Single(Bytes.of(keys.key(ref)));
      Optional<EtcdError> refused = auth.refuse(caller, Access.WRITE, key);
      if (refused.isPresent()) {
        return refused;
      }
    }
    return Optional.empty();
  }
}
