package io.fireweed.bench.member;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.Compare;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.RequestOp;
import io.fireweed.api.rpc.TxnRequest;
import io.fireweed.api.rpc.WatchCreateRequest;
import io.fireweed.api.rpc.WatchRequest;
import java.util.concurrent.ThreadLocalRandom;

/// Requests as bytes, and the data they are asked of.
final class Requests {
  /// Keys that are there from the beginning, for reads.
  static final int READ_KEYS = 10_000;

  static final int RANGE_KEYS = 1_000;
  private static final int KEY_BASE = 100_000_000;
  private static final int WRITTEN_KEYS = 100_000;
  private static final ByteString VALUE = value();

  private Requests() {}

  private static ByteString value() {
    byte[] bytes = new byte[256];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31 + 7);
    }
    return ByteString.copyFrom(bytes);
  }

  static ByteString key(String kind, int number) {
    // The driver shares the processor with the servers: a format would cost more than the call.
    String digits = Integer.toString(KEY_BASE + number).substring(1);
    return ByteString.copyFromUtf8("/bench/" + kind + "/" + digits);
  }

  private static int any(int keys) {
    return ThreadLocalRandom.current().nextInt(keys);
  }

  static byte[] put(int client) {
    return put("written", any(WRITTEN_KEYS));
  }

  static byte[] put(String kind, int number) {
    return PutRequest.newBuilder().setKey(key(kind, number)).setValue(VALUE).build().toByteArray();
  }

  static byte[] get(int client) {
    return RangeRequest.newBuilder().setKey(key("read", any(READ_KEYS))).build().toByteArray();
  }

  static byte[] serializableGet(int client) {
    return RangeRequest.newBuilder()
        .setKey(key("read", any(READ_KEYS)))
        .setSerializable(true)
        .build()
        .toByteArray();
  }

  static byte[] range(int client) {
    int from = any(READ_KEYS - RANGE_KEYS);
    return RangeRequest.newBuilder()
        .setKey(key("read", from))
        .setRangeEnd(key("read", from + RANGE_KEYS))
        .build()
        .toByteArray();
  }

  /// What a compare-and-set of Kubernetes looks like.
  static byte[] txn(int client) {
    ByteString key = key("written", any(WRITTEN_KEYS));
    return TxnRequest.newBuilder()
        .addCompare(
            Compare.newBuilder()
                .setKey(key)
                .setTarget(Compare.CompareTarget.MOD)
                .setResult(Compare.CompareResult.NOT_EQUAL)
                .setModRevision(1))
        .addSuccess(
            RequestOp.newBuilder()
                .setRequestPut(PutRequest.newBuilder().setKey(key).setValue(VALUE)))
        .addFailure(RequestOp.newBuilder().setRequestRange(RangeRequest.newBuilder().setKey(key)))
        .build()
        .toByteArray();
  }

  static byte[] watch(String kind, int number) {
    return WatchRequest.newBuilder()
        .setCreateRequest(WatchCreateRequest.newBuilder().setKey(key(kind, number)))
        .build()
        .toByteArray();
  }
}
