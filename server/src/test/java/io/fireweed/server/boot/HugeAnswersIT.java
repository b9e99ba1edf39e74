package io.fireweed.server.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.DeleteRangeRequest;
import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.RequestOp;
import io.fireweed.api.rpc.TxnRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Answers of more than a member can hold at once that no range call asks for.
class HugeAnswersIT {
  private static final ByteString ALL = ByteString.copyFrom(new byte[1]);
  private static final int CLIENTS = 8;
  private static final int KEYS = 300;
  private static final String AS_JSON = "{\"key\":\"AA==\",\"range_end\":\"AA==\",\"limit\":%d}";

  @TempDir Path temporary;

  @Test
  void endNoMemberAndLeaveNoDoubtWhatWasDone() throws Exception {
    try (SmallHeap member = SmallHeap.start(temporary)) {
      KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(member.channel());
      put(kv);
      assertThat(bySeveral(() -> code(() -> kv(kv).txn(reads(0)))))
          .containsOnly(Status.Code.RESOURCE_EXHAUSTED);
      for (int read = 0; read < 60; read++) { // more than fits, unless each gives its room back
        assertThat(kv(kv).txn(reads(15)).getResponses(2).getResponseRange().getKvsCount())
            .isEqualTo(15);
      }
      assertThat(bySeveral(() -> asJson(member, 0).statusCode())).containsOnly(429);
      for (int read = 0; read < 60; read++) {
        assertThat(asJson(member, 15).statusCode()).isEqualTo(200);
      }
      assertThat(count(kv)).isEqualTo(KEYS);
      assertThat(bySeveral(() -> code(() -> kv(kv).txn(rewrite()))))
          .containsOnly(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(code(() -> kv(kv).deleteRange(deletion())))
          .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(count(kv)).as("what was applied is applied").isZero();
      assertThat(member.isAlive()).isTrue();
    }
  }

  private static KVGrpc.KVBlockingStub kv(KVGrpc.KVBlockingStub kv) {
    return kv.withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  private static void put(KVGrpc.KVBlockingStub kv) {
    ByteString value = ByteString.copyFrom(new byte[200 << 10]);
    for (int i = 0; i < KEYS; i++) {
      var _ =
          kv(kv)
              .put(
                  PutRequest.newBuilder()
                      .setKey(ByteString.copyFromUtf8("k%04d".formatted(i)))
                      .setValue(value)
                      .build());
    }
  }

  private static RequestOp.Builder range(int limit) {
    return RequestOp.newBuilder()
        .setRequestRange(RangeRequest.newBuilder().setKey(ALL).setRangeEnd(ALL).setLimit(limit));
  }

  private static TxnRequest reads(int limit) {
    return TxnRequest.newBuilder()
        .addSuccess(range(limit))
        .addSuccess(range(limit))
        .addSuccess(range(limit))
        .build();
  }

  /// Reads everything in a transaction that writes as well.
  private static TxnRequest rewrite() {
    return TxnRequest.newBuilder()
        .addSuccess(range(0))
        .addSuccess(
            RequestOp.newBuilder()
                .setRequestPut(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("k0000"))))
        .build();
  }

  private static DeleteRangeRequest deletion() {
    return DeleteRangeRequest.newBuilder().setKey(ALL).setRangeEnd(ALL).setPrevKv(true).build();
  }

  private static long count(KVGrpc.KVBlockingStub kv) {
    return kv(kv)
        .range(RangeRequest.newBuilder().setKey(ALL).setRangeEnd(ALL).setCountOnly(true).build())
        .getCount();
  }

  private static Status.Code code(Callable<?> call) throws Exception {
    try {
      var _ = call.call();
      return Status.Code.OK;
    } catch (StatusRuntimeException refused) {
      return refused.getStatus().getCode();
    }
  }

  private static <T> List<T> bySeveral(Callable<T> call) throws Exception {
    List<T> results = new ArrayList<>();
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<T>> calls = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        calls.add(clients.submit(call));
      }
      for (Future<T> one : calls) {
        results.add(one.get());
      }
    }
    return results;
  }

  private static HttpResponse<String> asJson(SmallHeap member, int limit) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + member.port() + "/v3/kv/range"))
              .POST(HttpRequest.BodyPublishers.ofString(AS_JSON.formatted(limit)))
              .build(),
          BodyHandlers.ofString());
    }
  }
}
