package io.fireweed.server.state;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.CompactionRequest;
import io.fireweed.api.rpc.DeleteRangeRequest;
import io.fireweed.api.rpc.InternalRaftRequest;
import io.fireweed.api.rpc.LeaseGrantRequest;
import io.fireweed.api.rpc.LeaseRevokeRequest;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.RequestOp;
import io.fireweed.api.rpc.TxnRequest;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A log of random requests on few keys and leases, compactions among them.
final class RandomRequests {
  private final Random random;
  private final int keyCount;
  private long index;
  private long puts;

  RandomRequests(Random random, int keyCount) {
    this.random = random;
    this.keyCount = keyCount;
  }

  List<Entry> next(int count) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(next());
    }
    return entries;
  }

  private Entry next() {
    InternalRaftRequest.Builder request = InternalRaftRequest.newBuilder();
    request.getHeaderBuilder().setID(++index);
    switch (random.nextInt(30)) {
      case 0, 1, 2, 3 -> request.setDeleteRange(deleteRange());
      case 4, 5, 6, 7, 8 -> request.setTxn(txn());
      case 9 ->
          request.setCompaction(
              CompactionRequest.newBuilder().setRevision(Math.max(1, puts - random.nextInt(20))));
      case 10, 11 ->
          request.setLeaseGrant(LeaseGrantRequest.newBuilder().setID(lease()).setTTL(60));
      case 12 -> request.setLeaseRevoke(LeaseRevokeRequest.newBuilder().setID(lease()));
      default -> request.setPut(put());
    }
    return entry(index, request.build());
  }

  static Entry entry(long index, InternalRaftRequest request) {
    return new Entry(2, index, EntryType.NORMAL, Bytes.of(request.toByteArray()));
  }

  private TxnRequest txn() {
    TxnRequest.Builder txn = TxnRequest.newBuilder();
    int first = random.nextInt(keyCount);
    for (int i = random.nextInt(3) + 1; i > 0; i--) {
      PutRequest put = put().toBuilder().setKey(key(first + i)).build();
      txn.addSuccess(RequestOp.newBuilder().setRequestPut(put));
    }
    return txn.build();
  }

  private PutRequest put() {
    puts++;
    PutRequest.Builder put = PutRequest.newBuilder().setKey(key(random.nextInt(keyCount)));
    put.setValue(
        random.nextInt(40) == 0
            ? ByteString.copyFrom(new byte[6000])
            : ByteString.copyFromUtf8("value " + puts));
    if (random.nextInt(4) == 0) {
      put.setLease(lease());
    }
    return put.build();
  }

  private DeleteRangeRequest deleteRange() {
    int first = random.nextInt(keyCount);
    DeleteRangeRequest.Builder delete = DeleteRangeRequest.newBuilder().setKey(key(first));
    if (random.nextInt(4) == 0) {
      delete.setRangeEnd(key(first + 3));
    }
    return delete.build();
  }

  static ByteString key(int number) {
    return ByteString.copyFromUtf8("key-%04d".formatted(number));
  }

  private long lease() {
    return random.nextInt(4) + 1;
  }
}
