package io.fireweed.storage.apply;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.CompactionRequest;
import io.fireweed.api.rpc.Compare;
import io.fireweed.api.rpc.DeleteRangeRequest;
import io.fireweed.api.rpc.InternalRaftRequest;
import io.fireweed.api.rpc.LeaseGrantRequest;
import io.fireweed.api.rpc.LeaseRevokeRequest;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.RequestOp;
import io.fireweed.api.rpc.TxnRequest;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.wire.Bytes;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/// Random requests on keys and leases, such as etcd's API lets into a log.
///
/// Within one transaction no key is put twice, and none that a delete range of it covers.
final class RequestStream {
  private static final String LETTERS = "abcdef";

  private final Random random;
  private final int shortestTtl;
  private long index;

  /// @param shortestTtl of leases, in seconds; long where real time must not end them
  RequestStream(Random random, int shortestTtl) {
    this.random = random;
    this.shortestTtl = shortestTtl;
  }

  static Entry entry(long index, InternalRaftRequest request) {
    return new Entry(2, index, EntryType.NORMAL, Bytes.of(request.toByteArray()));
  }

  /// @param revision of the store, to aim compactions and reads near it
  InternalRaftRequest next(long revision) {
    InternalRaftRequest.Builder request = InternalRaftRequest.newBuilder();
    request.getHeaderBuilder().setID(++index);
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4, 5, 6 -> request.setPut(put(key(6)));
      case 7, 8, 9 -> request.setDeleteRange(deleteRange(0));
      case 10, 11, 12, 13, 14, 15 -> request.setTxn(txn(revision, 0, new HashSet<>()));
      case 16 ->
          request.setCompaction(
              CompactionRequest.newBuilder()
                  .setRevision(revision - 20 + random.nextInt(22))
                  .setPhysical(random.nextBoolean()));
      case 17, 18 ->
          request.setLeaseGrant(
              LeaseGrantRequest.newBuilder()
                  .setID(lease())
                  .setTTL(
                      random.nextInt(20) == 0 ? 9_000_000_001L : shortestTtl + random.nextInt(10)));
      default -> request.setLeaseRevoke(LeaseRevokeRequest.newBuilder().setID(lease()));
    }
    return request.build();
  }

  private TxnRequest txn(long revision, int depth, Set<ByteString> used) {
    TxnRequest.Builder txn = TxnRequest.newBuilder();
    for (int i = random.nextInt(3); i > 0; i--) {
      txn.addCompare(compare(revision));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      txn.addSuccess(operation(revision, depth, used));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      txn.addFailure(operation(revision, depth, used));
    }
    return txn.build();
  }

  /// Puts take the first three letters, deletes the last three.
  private RequestOp operation(long revision, int depth, Set<ByteString> used) {
    RequestOp.Builder operation = RequestOp.newBuilder();
    switch (random.nextInt(depth < 3 ? 8 : 6)) {
      case 0, 1, 2, 3 -> {
        ByteString key = key(3);
        return used.add(key) ? operation.setRequestPut(put(key)).build() : operation.build();
      }
      case 4 -> operation.setRequestDeleteRange(deleteRange(3));
      case 5 ->
          operation.setRequestRange(
              range(random.nextInt(4) > 0 ? 0 : revision - 10 + random.nextInt(12)));
      default -> operation.setRequestTxn(txn(revision, depth + 1, used));
    }
    return operation.build();
  }

  /// {@return a range with options as they come, at that revision}
  RangeRequest range(long revision) {
    RangeRequest.Builder range = RangeRequest.newBuilder().setKey(key(6)).setRevision(revision);
    if (random.nextInt(4) > 0) {
      range.setRangeEnd(rangeEnd());
    }
    if (random.nextInt(3) == 0) {
      range.setLimit(random.nextInt(12) - 1);
    }
    if (random.nextInt(2) == 0) {
      range.setSortOrderValue(random.nextInt(3)).setSortTargetValue(random.nextInt(5));
    }
    range.setKeysOnly(random.nextInt(4) == 0).setCountOnly(random.nextInt(8) == 0);
    switch (random.nextInt(12)) {
      case 0 -> range.setMinModRevision(near(revision));
      case 1 -> range.setMaxModRevision(near(revision));
      case 2 -> range.setMinCreateRevision(near(revision));
      case 3 -> range.setMaxCreateRevision(near(revision));
      case 4 -> range.setMinModRevision(near(revision)).setMaxCreateRevision(near(revision));
      default -> {}
    }
    return range.build();
  }

  private long near(long revision) {
    return revision - random.nextInt(40);
  }

  private Compare compare(long revision) {
    Compare.Builder compare =
        Compare.newBuilder()
            .setKey(key(6))
            .setResultValue(random.nextInt(4))
            .setTargetValue(random.nextInt(5));
    long number = random.nextBoolean() ? random.nextInt(3) : revision - random.nextInt(20);
    switch (random.nextInt(4) > 0 ? compare.getTargetValue() : random.nextInt(6)) {
      case 0 -> compare.setVersion(number);
      case 1 -> compare.setCreateRevision(number);
      case 2 -> compare.setModRevision(number);
      case 3 -> compare.setValue(value());
      case 4 -> compare.setLease(lease());
      default -> {}
    }
    if (random.nextInt(4) == 0) {
      compare.setRangeEnd(rangeEnd());
    }
    return compare.build();
  }

  private PutRequest put(ByteString key) {
    PutRequest.Builder put = PutRequest.newBuilder().setKey(key);
    put.setPrevKv(random.nextInt(4) == 0);
    if (random.nextInt(6) == 0) {
      put.setIgnoreValue(true);
    } else {
      put.setValue(value());
    }
    if (random.nextInt(6) == 0) {
      put.setIgnoreLease(true);
    } else if (random.nextInt(3) == 0) {
      put.setLease(lease());
    }
    return put.build();
  }

  private DeleteRangeRequest deleteRange(int firstLetter) {
    String key = LETTERS.charAt(firstLetter + random.nextInt(6 - firstLetter)) + "";
    DeleteRangeRequest.Builder delete = DeleteRangeRequest.newBuilder();
    delete.setKey(ByteString.copyFromUtf8(key + random.nextInt(4)));
    switch (random.nextInt(5)) {
      case 0 -> delete.setRangeEnd(ByteString.copyFromUtf8(key + random.nextInt(10)));
      case 1 -> delete.setKey(ByteString.copyFromUtf8(key)).setRangeEnd(rangeEnd());
      default -> {}
    }
    return delete.setPrevKv(random.nextBoolean()).build();
  }

  private ByteString rangeEnd() {
    return random.nextInt(3) == 0
        ? ByteString.copyFrom(new byte[1])
        : ByteString.copyFromUtf8(LETTERS.charAt(random.nextInt(6)) + "" + random.nextInt(10));
  }

  private ByteString key(int letters) {
    return ByteString.copyFromUtf8(
        LETTERS.charAt(random.nextInt(letters)) + "" + random.nextInt(10));
  }

  private ByteString value() {
    return random.nextInt(50) == 0
        ? ByteString.copyFrom(new byte[5000])
        : ByteString.copyFromUtf8("v" + random.nextInt(4));
  }

  private long lease() {
    return random.nextInt(6) - 1;
  }
}
