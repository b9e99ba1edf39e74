package io.fireweed.server.door;

import com.google.protobuf.MessageLite;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.TxnRequest;
import io.fireweed.server.state.RequestText;
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
        .addKeyValue("request content", RequestText.of(request).orElse(""))
        .log("request stats");
  }

  private static int requestCount(@Nullable Object request) {
    return switch (request) {
      case PutRequest _ -> 1;
      case TxnRequest txn -> txn.getSuccessCount() + txn.getFailureCount();
      case null, default -> request == null ? -1 : 0;
    };
  }
}
