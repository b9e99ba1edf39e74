package io.fireweed.it.script;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.CompactionRequest;
import io.fireweed.api.rpc.Compare;
import io.fireweed.api.rpc.DeleteRangeRequest;
import io.fireweed.api.rpc.HashKVRequest;
import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.api.rpc.LeaseGrantRequest;
import io.fireweed.api.rpc.LeaseGrpc;
import io.fireweed.api.rpc.LeaseLeasesRequest;
import io.fireweed.api.rpc.LeaseRevokeRequest;
import io.fireweed.api.rpc.LeaseTimeToLiveRequest;
import io.fireweed.api.rpc.MaintenanceGrpc;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.RequestOp;
import io.fireweed.api.rpc.TxnRequest;
import io.fireweed.api.rpc.WatchCreateRequest;
import io.fireweed.it.served.Ask;
import java.util.List;
import java.util.Random;

/// Random requests over few keys and leases, so that they meet often; some of them are wrong.
final class KvScript implements Script {
  /// No more than 12: what sorts equal then comes in the order of the keys from everybody.
  private static final List<ByteString> KEYS =
      List.of(
          ByteString.copyFrom(new byte[1]),
          Ask.bytes("a"),
          Ask.bytes("a\0"),
          Ask.bytes("aa"),
          Ask.bytes("b"),
          Ask.bytes("b/1"),
          Ask.bytes("b/2"),
          Ask.bytes("b/3"),
          Ask.bytes("c".repeat(30)),
          Ask.bytes("d"),
          Ask.bytes("é"),
          ByteString.copyFrom(new byte[] {-1, -1}));

  private static final List<Long> LEASES = List.of(1L, 2L, 77L, -5L, 1L << 40);

  private final Random random;

  KvScript(Random random) {
    this.random = random;
  }

  @Override
  public Step next(long revision) {
    int draw = random.nextInt(100);
    if (draw < 30) {
      return Step.of(KVGrpc.getPutMethod(), put().build());
    } else if (draw < 50) {
      return Step.of(KVGrpc.getRangeMethod(), range(revision).build());
    } else if (draw < 60) {
      return Step.of(KVGrpc.getDeleteRangeMethod(), delete().build());
    } else if (draw < 84) {
      return Step.of(KVGrpc.getTxnMethod(), txn(revision, 2).build());
    } else if (draw < 86) {
      return Step.of(KVGrpc.getCompactMethod(), compaction(revision));
    } else if (draw < 89) {
      long asked = one(4) ? revision + 1 - random.nextInt(5) : 0;
      return Step.of(
          MaintenanceGrpc.getHashKVMethod(), HashKVRequest.newBuilder().setRevision(asked).build());
    } else if (draw < 91) {
      return new Step.Watch(watch(revision));
    } else if (draw == 91 && one(6)) {
      return new Step.Restart();
    }
    return lease();
  }

  private Step lease() {
    long id = from(LEASES);
    int draw = random.nextInt(10);
    if (draw < 5) {
      long seconds = one(20) ? 9_000_000_001L : 1_000 + random.nextInt(100);
      return Step.of(
          LeaseGrpc.getLeaseGrantMethod(),
          LeaseGrantRequest.newBuilder().setID(id).setTTL(seconds).build());
    } else if (draw < 7) {
      return Step.of(
          LeaseGrpc.getLeaseRevokeMethod(), LeaseRevokeRequest.newBuilder().setID(id).build());
    } else if (draw < 9) {
      return Step.of(
          LeaseGrpc.getLeaseTimeToLiveMethod(),
          LeaseTimeToLiveRequest.newBuilder().setID(id).setKeys(one(2)).build());
    }
    return Step.of(LeaseGrpc.getLeaseLeasesMethod(), LeaseLeasesRequest.getDefaultInstance());
  }

  private PutRequest.Builder put() {
    PutRequest.Builder put = PutRequest.newBuilder().setKey(key()).setPrevKv(one(3));
    if (one(10)) {
      put.setIgnoreValue(true);
    }
    if (one(10)) {
      put.setIgnoreLease(true);
    }
    if (!put.getIgnoreValue() || one(8)) {
      put.setValue(value());
    }
    if ((!put.getIgnoreLease() && one(4)) || one(60)) {
      put.setLease(from(LEASES));
    }
    return put;
  }

  private RangeRequest.Builder range(long revision) {
    RangeRequest.Builder range = RangeRequest.newBuilder().setKey(key());
    if (!one(4)) {
      range.setRangeEnd(end());
    }
    if (one(3)) {
      range.setLimit(random.nextInt(6) - 1);
    }
    if (one(3)) {
      range.setRevision(past(revision));
    }
    if (one(3)) {
      range.setSortOrderValue(random.nextInt(3)).setSortTargetValue(random.nextInt(5));
    }
    range.setSerializable(one(3)).setKeysOnly(one(6)).setCountOnly(one(8));
    if (one(8)) {
      range.setMinModRevision(past(revision));
    }
    if (one(8)) {
      range.setMaxModRevision(past(revision));
    }
    if (one(8)) {
      range.setMinCreateRevision(past(revision));
    }
    if (one(8)) {
      range.setMaxCreateRevision(past(revision));
    }
    return range;
  }

  private DeleteRangeRequest.Builder delete() {
    DeleteRangeRequest.Builder delete =
        DeleteRangeRequest.newBuilder().setKey(key()).setPrevKv(one(3));
    return one(3) ? delete.setRangeEnd(end()) : delete;
  }

  private TxnRequest.Builder txn(long revision, int depth) {
    TxnRequest.Builder txn = TxnRequest.newBuilder();
    for (int i = random.nextInt(3); i > 0; i--) {
      txn.addCompare(compare(revision));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      txn.addSuccess(op(revision, depth));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      txn.addFailure(op(revision, depth));
    }
    return txn;
  }

  private RequestOp op(long revision, int depth) {
    int draw = random.nextInt(100);
    if (draw < 45) {
      return Ask.op(put());
    } else if (draw < 70) {
      return Ask.op(range(revision));
    } else if (draw < 85) {
      return Ask.op(delete());
    } else if (draw < 99 && depth > 0) {
      return Ask.op(txn(revision, depth - 1));
    }
    return draw == 99 ? RequestOp.getDefaultInstance() : Ask.op(range(revision));
  }

  private Compare compare(long revision) {
    Compare.Builder compare = Compare.newBuilder().setKey(key()).setResultValue(random.nextInt(4));
    if (one(4)) {
      compare.setRangeEnd(end());
    }
    compare.setTargetValue(random.nextInt(5));
    if (one(12)) {
      return compare.build(); // nothing to compare with
    }
    switch (compare.getTarget()) {
      case VERSION -> compare.setVersion(random.nextInt(4));
      case CREATE -> compare.setCreateRevision(one(3) ? 0 : past(revision));
      case MOD -> compare.setModRevision(one(3) ? 0 : past(revision));
      case VALUE -> compare.setValue(value());
      case LEASE -> compare.setLease(one(2) ? 0 : from(LEASES));
      case UNRECOGNIZED -> throw new IllegalStateException();
    }
    return compare.build();
  }

  private CompactionRequest compaction(long revision) {
    long at = one(5) ? revision + 2 - random.nextInt(5) : Math.max(1, past(revision));
    return CompactionRequest.newBuilder().setRevision(at).setPhysical(one(2)).build();
  }

  private WatchCreateRequest watch(long revision) {
    WatchCreateRequest.Builder watch = WatchCreateRequest.newBuilder().setKey(key());
    if (!one(4)) {
      watch.setRangeEnd(end());
    }
    watch.setPrevKv(one(2)).setStartRevision(one(2) ? 0 : Math.max(1, past(revision)));
    if (one(5)) {
      watch.addFiltersValue(random.nextInt(2));
    }
    return watch.setFragment(one(5)).build();
  }

  private ByteString key() {
    return one(200) ? ByteString.EMPTY : from(KEYS);
  }

  private ByteString end() {
    return one(3) ? Ask.OPEN : from(KEYS);
  }

  private ByteString value() {
    return one(50) ? ByteString.copyFrom(new byte[20_000]) : Ask.bytes("v" + random.nextInt(4));
  }

  /// Mostly the last revisions, sometimes any, rarely one that is yet to come.
  private long past(long revision) {
    if (one(40)) {
      return revision + 1 + random.nextInt(2);
    }
    return one(3) ? random.nextLong(revision + 1) : Math.max(0, revision - random.nextInt(10));
  }

  private boolean one(int in) {
    return random.nextInt(in) == 0;
  }

  private <T> T from(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
