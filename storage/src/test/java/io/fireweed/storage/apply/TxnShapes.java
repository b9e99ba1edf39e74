package io.fireweed.storage.apply;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.Compare;
import io.fireweed.api.rpc.DeleteRangeRequest;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.RequestOp;
import io.fireweed.api.rpc.TxnRequest;
import java.util.Random;

/// Random transactions that come close to what is refused before anything is looked at: too many
/// operations, keys written twice, empty keys, values and leases where there must be none.
final class TxnShapes {
  private final Random random;

  TxnShapes(Random random) {
    this.random = random;
  }

  TxnRequest next() {
    return random.nextInt(5) == 0 ? large() : txn(0);
  }

  /// About as many operations as are allowed, some of them nested.
  private TxnRequest large() {
    TxnRequest.Builder txn = TxnRequest.newBuilder();
    int own = 40 + random.nextInt(95);
    for (int i = 0; i < own; i++) {
      switch (i % 20) {
        case 0 -> txn.addCompare(Compare.newBuilder().setKey(key()));
        case 1 -> txn.addFailure(range());
        default -> txn.addSuccess(range());
      }
    }
    TxnRequest.Builder nested = TxnRequest.newBuilder();
    for (int i = random.nextInt(80); i > 0; i--) {
      nested.addSuccess(range());
    }
    return txn.addFailure(RequestOp.newBuilder().setRequestTxn(nested)).build();
  }

  private TxnRequest txn(int depth) {
    TxnRequest.Builder txn = TxnRequest.newBuilder();
    if (random.nextInt(3) == 0) {
      txn.addCompare(
          Compare.newBuilder()
              .setKey(rareKey())
              .setTargetValue(random.nextInt(5))
              .setResultValue(random.nextInt(4)));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      txn.addSuccess(operation(depth));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      txn.addFailure(operation(depth));
    }
    return txn.build();
  }

  private RequestOp operation(int depth) {
    RequestOp.Builder operation = RequestOp.newBuilder();
    return switch (random.nextInt(depth < 3 ? 10 : 7)) {
      case 0, 1, 2 -> operation.setRequestPut(put()).build();
      case 3, 4, 5 -> operation.setRequestDeleteRange(delete()).build();
      case 6 -> random.nextInt(8) == 0 ? operation.build() : range();
      default -> operation.setRequestTxn(txn(depth + 1)).build();
    };
  }

  private PutRequest put() {
    PutRequest.Builder put = PutRequest.newBuilder().setKey(rareKey()).setValue(key());
    if (random.nextInt(30) == 0) {
      put.setIgnoreValue(true);
    }
    if (random.nextInt(30) == 0) {
      put.setIgnoreLease(true).setLease(1);
    }
    return put.setPrevKv(random.nextBoolean()).build();
  }

  private DeleteRangeRequest delete() {
    DeleteRangeRequest.Builder delete = DeleteRangeRequest.newBuilder().setKey(rareKey());
    switch (random.nextInt(6)) {
      case 0, 1 -> delete.setRangeEnd(key());
      case 2 -> delete.setRangeEnd(ByteString.copyFrom(new byte[1]));
      default -> {}
    }
    return delete.setPrevKv(random.nextBoolean()).build();
  }

  private RequestOp range() {
    return RequestOp.newBuilder()
        .setRequestRange(RangeRequest.newBuilder().setKey(rareKey()))
        .build();
  }

  private ByteString rareKey() {
    return random.nextInt(200) == 0 ? ByteString.EMPTY : key();
  }

  private ByteString key() {
    return ByteString.copyFromUtf8("" + (char) ('a' + random.nextInt(6)) + random.nextInt(10));
  }
}
