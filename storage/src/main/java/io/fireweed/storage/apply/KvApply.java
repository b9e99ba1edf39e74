package io.fireweed.storage.apply;

import io.fireweed.api.error.EtcdError;
import io.fireweed.format.wire.Bytes;
import io.fireweed.storage.apply.ApplyResult.KeysChanged;
import io.fireweed.storage.lease.LeaseTable;
import io.fireweed.storage.mvcc.KeyIndex;
import io.fireweed.storage.mvcc.KeyRange;
import io.fireweed.storage.mvcc.KeyStore;
import java.util.Optional;

/// Puts and delete ranges: the bucket, the index and the leases in step.
final class KvApply {
  private final KeyStore store;
  private final KeyIndex index;
  private final LeaseTable leases;

  KvApply(KeyStore store, LeaseTable leases) {
    this.store = store;
    this.index = store.index();
    this.leases = leases;
  }

  ApplyResult apply(Command.Put put) {
    Optional<EtcdError> refused = refuse(put);
    if (refused.isPresent()) {
      return new ApplyResult.Rejected(refused.get());
    }
    store.begin();
    put(put);
    return ended();
  }

  ApplyResult apply(Command.DeleteRange delete) {
    store.begin();
    deleteRange(delete.range());
    return ended();
  }

  private ApplyResult ended() {
    int changes = store.end();
    return new KeysChanged(store.revision(), changes);
  }

  /// {@return why the put fails on the state as it is, or nothing if it will do}
  Optional<EtcdError> refuse(Command.Put put) {
    if (put.lease() != LeaseTable.NO_LEASE && !leases.contains(put.lease())) {
      return Optional.of(EtcdError.LEASE_NOT_FOUND);
    }
    if (put.needsOld() && index.findLive(put.key().segment()) == KeyIndex.NONE) {
      return Optional.of(EtcdError.KEY_NOT_FOUND);
    }
    return Optional.empty();
  }

  /// Carries out a put inside a write transaction. A lease the key had is let go, unless the put
  /// keeps it.
  void put(Command.Put put) {
    long ref = index.require(put.key().segment());
    if (put.needsOld() && !index.isLive(ref)) {
      throw new IllegalStateException("a key was deleted before the put that keeps its old value");
    }
    Bytes value = put.ignoreValue() ? store.value(ref) : put.value();
    long lease = put.ignoreLease() ? index.lease(ref) : put.lease();
    leases.detach(ref);
    store.put(ref, put.key(), value, lease);
    leases.attach(ref);
  }

  /// Deletes the live keys of a range inside a write transaction, ascending.
  void deleteRange(KeyRange range) {
    if (range instanceof KeyRange.Single(Bytes key)) {
      long ref = index.findLive(key.segment());
      if (ref != KeyIndex.NONE) {
        delete(ref);
      }
    } else {
      index.forEachLive(range, this::delete);
    }
  }

  /// Deletes one live key inside a write transaction.
  void delete(long ref) {
    leases.detach(ref);
    store.delete(ref);
  }
}
