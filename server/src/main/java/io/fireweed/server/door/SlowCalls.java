package io.fireweed.server.door;

import com.google.protobuf.MessageLite;
import io.fireweed.api.rpc.DeleteRangeRequest;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.TxnRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the log of unary calls that took long: which keys, and never which values.
///
/// @param warning how long is long
record SlowCalls(Duration warning) {
  private static final Logger log = LoggerFactory.getLogger(SlowCalls.class);
  private static final int MAX_KEY_CHARS = 256;

  boolean isSlow(long tookNanos) {
    return tookNanos > warning.toNanos();
  }

  void log(
      String method, String remote, long tookNanos, @Nullable Object request, int responseBytes) {
    Duration took = Duration.ofNanos(tookNanos);
    log.atWarn()
        .addKeyValue("start time", Instant.now().minus(took))
        .addKeyValue("time spent", tookNanos / 1e6 + "ms")
        .addKeyValue("remote", remote)
        .addKeyValue("response type", "/" + method)
        .addKeyValue("request count", requestCount(request))
        .addKeyValue(
            "request size", request instanceof MessageLite sized ? sized.getSerializedSize() : -1)
        .addKeyValue("response count", -1)
        .addKeyValue("response size", responseBytes)
        .addKeyValue("request content", content(request))
        .log("request stats");
  }

  private static int requestCount(@Nullable Object request) {
    return switch (request) {
      case PutRequest _ -> 1;
      case TxnRequest txn -> txn.getSuccessCount() + txn.getFailureCount();
      case null, default -> request == null ? -1 : 0;
    };
  }

  private static String content(@Nullable Object request) {
    return switch (request) {
      case PutRequest put -> "key:" + text(put.getKey()) + " value_size:" + put.getValue().size();
      case RangeRequest range ->
          "key:" + text(range.getKey()) + " range_end:" + text(range.getRangeEnd());
      case DeleteRangeRequest delete ->
          "key:" + text(delete.getKey()) + " range_end:" + text(delete.getRangeEnd());
      case TxnRequest txn ->
          "compare_count:"
              + txn.getCompareCount()
              + " success_count:"
              + txn.getSuccessCount()
              + " failure_count:"
              + txn.getFailureCount();
      case null, default -> "";
    };
  }

  private static String text(com.google.protobuf.ByteString key) {
    StringBuilder out = new StringBuilder("\"");
    for (int at = 0; at < key.size() && out.length() < MAX_KEY_CHARS; at++) {
      int octet = key.byteAt(at) & 0xff;
      if (octet < ' ' || octet > '~' || octet == '"' || octet == '\\') {
        out.append(String.format("\\x%02x", octet));
      } else {
        out.append(new String(new byte[] {(byte) octet}, StandardCharsets.US_ASCII));
      }
    }
    return out.append('"').toString();
  }
}
