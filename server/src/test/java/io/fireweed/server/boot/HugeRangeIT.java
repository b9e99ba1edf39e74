package io.fireweed.server.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.RangeRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Reads without a limit of more than a member can hold at once.
class HugeRangeIT {
  private static final ByteString ALL = ByteString.copyFrom(new byte[1]);
  private static final int CLIENTS = 8;

  @TempDir Path temporary;

  /// The heap is 256 MB, of which one answer may take an eighth.
  @Test
  void endNoMemberAndSayWhatHelps() throws Exception {
    try (SmallHeap member = SmallHeap.start(temporary)) {
      KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(member.channel());
      put(kv, 0, 150);
      assertThat(count(kv)).isEqualTo(150);
      for (int round = 0; round < 5; round++) {
        assertThat(readBySeveral(kv)).isNotEmpty().allMatch(count -> count == 150 || count == -1);
      }
      put(kv, 150, 300);
      assertThat(readBySeveral(kv)).containsOnly(-1);
      for (int read = 0; read < 100; read++) { // more than fits, unless each gives its room back
        assertThat(page(kv)).isEqualTo(20);
      }
      assertThat(member.isAlive()).isTrue();
    }
  }

  private static void put(KVGrpc.KVBlockingStub kv, int from, int to) {
    ByteString value = ByteString.copyFrom(new byte[200 << 10]);
    for (int i = from; i < to; i++) {
      var _ =
          kv.withDeadlineAfter(30, TimeUnit.SECONDS)
              .put(
                  PutRequest.newBuilder()
                      .setKey(ByteString.copyFromUtf8("k%04d".formatted(i)))
                      .setValue(value)
                      .build());
    }
  }

  /// {@return the rows that each got, -1 for who was refused}
  private static List<Integer> readBySeveral(KVGrpc.KVBlockingStub kv) throws Exception {
    List<Integer> counts = new ArrayList<>();
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        calls.add(clients.submit(() -> count(kv)));
      }
      for (Future<Integer> call : calls) {
        counts.add(call.get());
      }
    }
    return counts;
  }

  private static int count(KVGrpc.KVBlockingStub kv) {
    try {
      return kv.withDeadlineAfter(60, TimeUnit.SECONDS)
          .range(RangeRequest.newBuilder().setKey(ALL).setRangeEnd(ALL).build())
          .getKvsCount();
    } catch (StatusRuntimeException refused) {
      assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(refused).hasMessageContaining("limit").hasMessageContaining("RangeStream");
      return -1;
    }
  }

  private static int page(KVGrpc.KVBlockingStub kv) {
    return kv.withDeadlineAfter(60, TimeUnit.SECONDS)
        .range(RangeRequest.newBuilder().setKey(ALL).setRangeEnd(ALL).setLimit(20).build())
        .getKvsCount();
  }
}
