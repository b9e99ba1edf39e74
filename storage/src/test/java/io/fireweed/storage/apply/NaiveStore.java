package io.fireweed.storage.apply;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.Compare;
import io.fireweed.api.rpc.DeleteRangeRequest;
import io.fireweed.api.rpc.InternalRaftRequest;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.RequestOp;
import io.fireweed.api.rpc.TxnRequest;
import io.fireweed.format.schema.KeyValue;
import io.fireweed.format.schema.LeaseRow;
import io.fireweed.format.schema.Revision;
import io.fireweed.format.schema.RevisionKey;
import io.fireweed.format.wire.Bytes;
import io.fireweed.storage.mvcc.RangeRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// etcd's rules for keys and leases in the plainest words there are: sorted maps, whole copies, no
/// index, requests as the generated classes read them.
final class NaiveStore {
  private final boolean keepsTombstoneAtCompaction;
  final TreeMap<RevisionKey, KeyValue> rows = new TreeMap<>();
  final TreeMap<Bytes, KeyValue> live = new TreeMap<>();
  final TreeMap<Long, Long> leases = new TreeMap<>(Long::compareUnsigned);
  final Map<Bytes, Long> attached = new HashMap<>();
  long revision = 1;
  long compacted = -1;
  private int changes;
  private TreeMap<Bytes, KeyValue> before = new TreeMap<>();

  /// What the client of the last request is told, if it was not refused.
  Optional<KvAnswer> answer = Optional.empty();

  NaiveStore(boolean keepsTombstoneAtCompaction) {
    this.keepsTombstoneAtCompaction = keepsTombstoneAtCompaction;
  }

  void apply(InternalRaftRequest request) {
    changes = 0;
    answer = Optional.empty();
    if (request.hasPut()) {
      if (isPossible(request.getPut())) {
        answer = Optional.of(put(request.getPut()));
      }
    } else if (request.hasDeleteRange()) {
      answer = Optional.of(delete(request.getDeleteRange()));
    } else if (request.hasTxn()) {
      answer = txn(request.getTxn());
    } else if (request.hasCompaction()) {
      compact(request.getCompaction().getRevision());
    } else if (request.hasLeaseGrant()) {
      long ttl = request.getLeaseGrant().getTTL();
      if (ttl <= 9_000_000_000L && request.getLeaseGrant().getID() != 0) {
        leases.putIfAbsent(request.getLeaseGrant().getID(), Math.max(2, ttl));
      }
    } else if (request.hasLeaseRevoke()) {
      revoke(request.getLeaseRevoke().getID());
    }
    if (changes > 0) {
      revision++;
    }
    changes = 0;
  }

  private boolean isPossible(PutRequest put) {
    boolean leaseKnown = put.getLease() == 0 || leases.containsKey(put.getLease());
    boolean oldNeeded = put.getIgnoreValue() || put.getIgnoreLease();
    return leaseKnown && (!oldNeeded || live.containsKey(bytes(put.getKey())));
  }

  private KvAnswer put(PutRequest put) {
    Bytes key = bytes(put.getKey());
    KeyValue old = live.get(key);
    Optional<Bytes> previous =
        put.getPrevKv() ? Optional.ofNullable(old).map(KeyValue::encode) : Optional.empty();
    long lease = put.getIgnoreLease() ? old.lease() : put.getLease();
    Bytes value = put.getIgnoreValue() ? old.value() : bytes(put.getValue());
    KeyValue row =
        new KeyValue(
            key,
            old == null ? revision + 1 : old.createRevision(),
            revision + 1,
            old == null ? 1 : old.version() + 1,
            value,
            lease);
    rows.put(RevisionKey.put(new Revision(revision + 1, changes++)), row);
    live.put(key, row);
    attached.remove(key);
    if (lease != 0 && leases.containsKey(lease)) {
      attached.put(key, lease);
    }
    return new KvAnswer.Put(previous);
  }

  private KvAnswer delete(DeleteRangeRequest delete) {
    List<Bytes> previous = new ArrayList<>();
    int deleted = 0;
    for (Bytes key : List.copyOf(range(delete.getKey(), delete.getRangeEnd()).keySet())) {
      if (delete.getPrevKv()) {
        previous.add(live.get(key).encode());
      }
      delete(key);
      deleted++;
    }
    return new KvAnswer.DeleteRange(deleted, previous);
  }

  private void delete(Bytes key) {
    rows.put(RevisionKey.tombstone(new Revision(revision + 1, changes++)), KeyValue.tombstone(key));
    live.remove(key);
    attached.remove(key);
  }

  private void revoke(long id) {
    if (leases.remove(id) == null) {
      return;
    }
    for (Bytes key : new TreeSet<>(attached.keySet())) {
      if (attached.get(key) == id) {
        delete(key);
      }
    }
  }

  private Optional<KvAnswer> txn(TxnRequest txn) {
    List<RequestOp> operations = new ArrayList<>();
    choose(txn, operations);
    for (RequestOp operation : operations) {
      if (operation.hasRequestPut() && !isPossible(operation.getRequestPut())) {
        return Optional.empty();
      }
      long wanted = operation.getRequestRange().getRevision();
      if (operation.hasRequestRange() && wanted != 0 && (wanted > revision || wanted < compacted)) {
        return Optional.empty();
      }
    }
    before = new TreeMap<>(live);
    return Optional.of(run(txn));
  }

  private KvAnswer run(TxnRequest txn) {
    boolean holds = txn.getCompareList().stream().allMatch(compare -> holds(compare, before));
    List<KvAnswer> answers = new ArrayList<>();
    for (RequestOp operation : holds ? txn.getSuccessList() : txn.getFailureList()) {
      answers.add(
          switch (operation.getRequestCase()) {
            case REQUEST_PUT -> put(operation.getRequestPut());
            case REQUEST_DELETE_RANGE -> delete(operation.getRequestDeleteRange());
            case REQUEST_RANGE -> new KvAnswer.Range(range(operation.getRequestRange()));
            case REQUEST_TXN -> run(operation.getRequestTxn());
            case REQUEST_NOT_SET -> new KvAnswer.Nothing();
          });
    }
    return new KvAnswer.Txn(holds, answers);
  }

  /// Evaluates a range, inside a transaction on what it wrote so far.
  RangeRows range(RangeRequest request) {
    return NaiveRange.of(rows, request, changes > 0 ? revision + 1 : revision);
  }

  private void choose(TxnRequest txn, List<RequestOp> operations) {
    boolean holds = txn.getCompareList().stream().allMatch(compare -> holds(compare, live));
    for (RequestOp operation : holds ? txn.getSuccessList() : txn.getFailureList()) {
      if (operation.hasRequestTxn()) {
        choose(operation.getRequestTxn(), operations);
      } else {
        operations.add(operation);
      }
    }
  }

  private static boolean holds(Compare compare, TreeMap<Bytes, KeyValue> state) {
    Map<Bytes, KeyValue> met = range(state, compare.getKey(), compare.getRangeEnd());
    if (!met.isEmpty()) {
      return met.values().stream().allMatch(row -> holds(compare, row));
    }
    return compare.getTarget() != Compare.CompareTarget.VALUE
        && holds(compare, new KeyValue(Bytes.EMPTY, 0, 0, 0, Bytes.EMPTY, 0));
  }

  private static boolean holds(Compare compare, KeyValue row) {
    int order =
        switch (compare.getTarget()) {
          case VERSION -> Long.compare(row.version(), compare.getVersion());
          case CREATE -> Long.compare(row.createRevision(), compare.getCreateRevision());
          case MOD -> Long.compare(row.modRevision(), compare.getModRevision());
          case VALUE -> row.value().compareTo(bytes(compare.getValue()));
          case LEASE -> Long.compare(row.lease(), compare.getLease());
          case UNRECOGNIZED -> 0;
        };
    return switch (compare.getResult()) {
      case EQUAL -> order == 0;
      case GREATER -> order > 0;
      case LESS -> order < 0;
      case NOT_EQUAL -> order != 0;
      case UNRECOGNIZED -> true;
    };
  }

  private void compact(long target) {
    if (target <= compacted || target > revision) {
      return;
    }
    compacted = target;
    Map<Bytes, RevisionKey> newest = new HashMap<>();
    rows.forEach(
        (at, row) -> {
          if (at.revision().main() <= target) {
            newest.put(row.key(), at);
          }
        });
    rows.entrySet()
        .removeIf(
            row -> {
              RevisionKey at = row.getKey();
              if (at.revision().main() > target) {
                return false;
              }
              boolean isNewest = newest.get(row.getValue().key()).equals(at);
              boolean keptTombstone = keepsTombstoneAtCompaction && at.revision().main() == target;
              return !isNewest || at.isTombstone() && !keptTombstone;
            });
  }

  private NavigableMap<Bytes, KeyValue> range(ByteString first, ByteString rangeEnd) {
    return range(live, first, rangeEnd);
  }

  private static NavigableMap<Bytes, KeyValue> range(
      TreeMap<Bytes, KeyValue> live, ByteString first, ByteString rangeEnd) {
    Bytes from = bytes(first);
    Bytes end = bytes(rangeEnd);
    if (end.isEmpty()) {
      return live.subMap(from, true, from, true);
    }
    if (end.equals(Bytes.of((byte) 0))) {
      return live.tailMap(from, true);
    }
    return from.compareTo(end) < 0 ? live.subMap(from, true, end, false) : new TreeMap<>();
  }

  Map<Bytes, Bytes> keyBucket() {
    Map<Bytes, Bytes> bucket = new TreeMap<>();
    rows.forEach((at, row) -> bucket.put(at.encode(), row.encode()));
    return bucket;
  }

  Map<Bytes, Bytes> leaseBucket() {
    Map<Bytes, Bytes> bucket = new TreeMap<>();
    leases.forEach(
        (id, ttl) -> {
          LeaseRow row = new LeaseRow(id, ttl, 0);
          bucket.put(row.key(), row.value());
        });
    return bucket;
  }

  static Bytes bytes(ByteString text) {
    return Bytes.of(text.toByteArray());
  }
}
