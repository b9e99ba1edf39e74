package io.fireweed.server.rpc;

import io.fireweed.api.error.EtcdError;
import io.fireweed.format.wire.Bytes;
import io.fireweed.server.state.RefusedCall;
import io.fireweed.server.state.StateReads;
import io.fireweed.server.state.Tables;
import io.fireweed.storage.auth.AuthStore.Access;
import io.fireweed.storage.auth.AuthStore.Caller;
import io.fireweed.storage.mvcc.KeyRange;
import java.util.List;
import java.util.Optional;

/// The keys of leases, and who may touch them all.
final class LeaseRights {
  private final StateReads state;

  LeaseRights(StateReads state) {
    this.state = state;
  }

  /// {@return the keys attached to a lease, ascending; none if there is no such lease}
  List<Bytes> keys(long lease) {
    return state.look(tables -> keys(tables, lease));
  }

  private static List<Bytes> keys(Tables tables, long lease) {
    return tables.leases().keysOf(lease).stream()
        .map(ref -> Bytes.of(tables.keys().index().key(ref)))
        .toList();
  }

  /// Refuses someone who may not read every key of the lease.
  void requireRead(Caller caller, long lease) {
    require(caller, Access.READ, lease);
  }

  /// Refuses someone who may not write every key of the lease.
  void requireWrite(Caller caller, long lease) {
    require(caller, Access.WRITE, lease);
  }

  private void require(Caller caller, Access access, long lease) {
    Optional<EtcdError> refused = state.look(tables -> refuse(tables, caller, access, lease));
    if (refused.isPresent()) {
      throw new RefusedCall(refused.get());
    }
  }

  private static Optional<EtcdError> refuse(
      Tables tables, Caller caller, Access access, long lease) {
    if (tables.auth().refuseAdministration(caller).isEmpty()) {
      return Optional.empty();
    }
    for (Bytes key : keys(tables, lease)) {
      Optional<EtcdError> refused = tables.auth().refuse(caller, access, new KeyRange.Single(key));
      if (refused.isPresent()) {
        return refused;
      }
    }
    return Optional.empty();
  }
}
