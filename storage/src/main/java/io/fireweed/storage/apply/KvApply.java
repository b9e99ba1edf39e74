package io.fireweed.storage.apply;

import io.fireweed.api.error.EtcdError;
import io.fireweed.format.wire.Bytes;
import io.fireweed.storage.apply.ApplyResult.KeysChanged;
import io.fireweed.storage.lease.LeaseTable;
import io.fireweed.storage.mvcc.KeyIndex;
import io.fireweed.storage.mvcc.KeyRange;
import io.fireweed.storage.mvcc.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/// Puts, delete ranges and ranges: the bucket, the index and the leases in step.
final class KvApply {
  private final KeyStore store;
  private final KeyIndex index;
  private final LeaseTable leases;
  private final Answering answering;
  private final AnswerBudget budget;

  KvApply(KeyStore store, LeaseTable leases, Answering answering, AnswerBudget budget) {
    this.store = store;
    this.index = store.index();
    this.leases = leases;
    this.answering = answering;
    this.budget = budget;
  }

  Outcome apply(Command.Put put) {
    Optional<EtcdError> refused = refuseLease(put).or(() -> refuseOld(put));
    if (refused.isPresent()) {
      return Outcome.rejected(refused.get());
    }
    store.begin();
    KvAnswer answer = put(put);
    return new Outcome(ended(), answer);
  }

  Outcome apply(Command.DeleteRange delete) {
    store.begin();
    KvAnswer answer = deleteRange(delete);
    return new Outcome(ended(), answer);
  }

  private ApplyResult ended() {
    int changes = store.end();
    return new KeysChanged(store.revision(), changes);
  }

  /// {@return why the put fails as its lease is not there}
  Optional<EtcdError> refuseLease(Command.Put put) {
    return put.lease() != LeaseTable.NO_LEASE && !leases.contains(put.lease())
        ? Optional.of(EtcdError.LEASE_NOT_FOUND)
        : Optional.empty();
  }

  /// {@return why the put fails as there is nothing to keep the value or lease of}
  Optional<EtcdError> refuseOld(Command.Put put) {
    return put.needsOld() && index.findLive(put.key().segment()) == KeyIndex.NONE
        ? Optional.of(EtcdError.KEY_NOT_FOUND)
        : Optional.empty();
  }

  /// Carries out a put inside a write transaction. A lease the key had is let go, unless the put
  /// keeps it.
  KvAnswer put(Command.Put put) {
    long ref = index.require(put.key().segment());
    if (put.needsOld() && !index.isLive(ref)) {
      throw new IllegalStateException("a key was deleted before the put that keeps its old value");
    }
    Optional<Bytes> previous =
        put.prevKv() && answering == Answering.FULL && index.isLive(ref)
            ? Optional.of(store.row(ref)).filter(row -> budget.takeRow(row.length()))
            : Optional.empty();
    Bytes value = put.ignoreValue() ? store.value(ref) : put.value();
    long lease = put.ignoreLease() ? index.lease(ref) : put.lease();
    leases.detach(ref);
    store.put(ref, put.key(), value, lease);
    leases.attach(ref);
    return answering == Answering.FULL ? new KvAnswer.Put(previous) : Answering.NOTHING;
  }

  /// Deletes the live keys of a range inside a write transaction, ascending.
  KvAnswer deleteRange(Command.DeleteRange delete) {
    return switch (answering) {
      case NONE -> {
        forEachLive(delete.range(), this::delete);
        yield Answering.NOTHING;
      }
      case FULL -> delete.prevKv() ? deleteAndKeep(delete.range()) : deleteAndCount(delete.range());
    };
  }

  private KvAnswer deleteAndCount(KeyRange range) {
    int before = store.changes();
    forEachLive(range, this::delete);
    int deleted = store.changes() - before;
    return new KvAnswer.DeleteRange(deleted, List.of());
  }

  private KvAnswer deleteAndKeep(KeyRange range) {
    List<Bytes> previous = new ArrayList<>();
    int before = store.changes();
    forEachLive(
        range,
        ref -> {
          keep(ref, previous);
          delete(ref);
        });
    return new KvAnswer.DeleteRange(store.changes() - before, previous);
  }

  private void keep(long ref, List<Bytes> rows) {
    if (budget.isExceeded()) {
      return;
    }
    Bytes row = store.row(ref);
    if (budget.takeRow(row.length())) {
      rows.add(row);
    } else {
      rows.clear();
    }
  }

  private void forEachLive(KeyRange range, LongConsumer visitor) {
    if (range instanceof KeyRange.Single(Bytes key)) {
      long ref = index.findLive(key.segment());
      if (ref != KeyIndex.NONE) {
        visitor.accept(ref);
      }
    } else {
      index.forEachLive(range, visitor);
    }
  }

  /// Deletes one live key inside a write transaction.
  void delete(long ref) {
    leases.detach(ref);
    store.delete(ref);
  }

  /// Reads, inside a write transaction what it wrote so far too.
  KvAnswer range(Command.Range range) {
    return answering == Answering.FULL
        ? new KvAnswer.Range(store.range(range.query(), budget::take))
        : Answering.NOTHING;
  }
}
