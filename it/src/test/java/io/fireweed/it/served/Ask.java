package io.fireweed.it.served;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.Compare;
import io.fireweed.api.rpc.DeleteRangeRequest;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.RequestOp;
import io.fireweed.api.rpc.TxnRequest;
import io.fireweed.api.rpc.WatchCreateRequest;

/// Requests in few words.
public final class Ask {
  /// As a `range_end`: no end.
  public static final ByteString OPEN = ByteString.copyFrom(new byte[1]);

  private Ask() {}

  public static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }

  /// {@return the end of the range of all keys that begin with `prefix`}
  public static ByteString endOf(String prefix) {
    byte[] end = bytes(prefix).toByteArray();
    end[end.length - 1]++;
    return ByteString.copyFrom(end);
  }

  public static PutRequest.Builder put(String key, String value) {
    return PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value));
  }

  public static RangeRequest.Builder range(String key) {
    return RangeRequest.newBuilder().setKey(bytes(key));
  }

  public static RangeRequest.Builder prefix(String prefix) {
    return range(prefix).setRangeEnd(endOf(prefix));
  }

  public static DeleteRangeRequest.Builder delete(String key) {
    return DeleteRangeRequest.newBuilder().setKey(bytes(key));
  }

  public static DeleteRangeRequest.Builder deletePrefix(String prefix) {
    return delete(prefix).setRangeEnd(endOf(prefix));
  }

  public static RequestOp op(PutRequest.Builder put) {
    return RequestOp.newBuilder().setRequestPut(put).build();
  }

  public static RequestOp op(RangeRequest.Builder range) {
    return RequestOp.newBuilder().setRequestRange(range).build();
  }

  public static RequestOp op(DeleteRangeRequest.Builder delete) {
    return RequestOp.newBuilder().setRequestDeleteRange(delete).build();
  }

  public static RequestOp op(TxnRequest.Builder txn) {
    return RequestOp.newBuilder().setRequestTxn(txn).build();
  }

  public static TxnRequest.Builder txn() {
    return TxnRequest.newBuilder();
  }

  public static Compare.Builder compare(
      String key, Compare.CompareTarget target, Compare.CompareResult result) {
    return Compare.newBuilder().setKey(bytes(key)).setTarget(target).setResult(result);
  }

  /// {@return whether the value of a key is `value`}
  public static Compare valueIs(String key, String value) {
    return compare(key, Compare.CompareTarget.VALUE, Compare.CompareResult.EQUAL)
        .setValue(bytes(value))
        .build();
  }

  /// {@return whether a key is not there}
  public static Compare missing(String key) {
    return compare(key, Compare.CompareTarget.CREATE, Compare.CompareResult.EQUAL)
        .setCreateRevision(0)
        .build();
  }

  public static WatchCreateRequest.Builder watch(String key) {
    return WatchCreateRequest.newBuilder().setKey(bytes(key));
  }

  public static WatchCreateRequest.Builder watchPrefix(String prefix) {
    return watch(prefix).setRangeEnd(endOf(prefix));
  }
}
