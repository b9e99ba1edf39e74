package io.fireweed.server.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.fixtures.Eventually;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Clients that send too much: their connection ends, and others hardly notice.
class FloodTest {
  private static final long PATIENCE_SECONDS = 60;

  private static final int ENHANCE_YOUR_CALM = 11;
  private static final String RANGE = "/etcdserverpb.KV/Range";

  /// A client that behaves, and how long it waits.
  private static final class GoodClient implements AutoCloseable {
    private final ManagedChannel channel;
    private final KVGrpc.KVBlockingStub keys;

    GoodClient(OpenPort port) {
      channel = NettyChannelBuilder.forAddress("127.0.0.1", port.number()).usePlaintext().build();
      keys = KVGrpc.newBlockingStub(channel);
    }

    /// Each is answered on the one connection that this client has.
    void requireAnswers(int calls) {
      RangeRequest request = RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("k")).build();
      for (int at = 0; at < calls; at++) {
        var _ = keys.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS).range(request);
      }
    }

    @Override
    public void close() {
      channel.shutdownNow();
    }
  }

  @Test
  void rapidResetsEndTheConnection() throws Exception {
    try (OpenPort port = OpenPort.plain();
        GoodClient good = new GoodClient(port);
        RawHttp2 bad = new RawHttp2(port.number())) {
      good.requireAnswers(100);
      int stream = 1;
      boolean sent = true;
      for (int at = 0; at < 50_000 && sent; at++, stream += 2) {
        sent = bad.call(stream, RANGE) && bad.send(RawHttp2.RST_STREAM, 0, stream, new byte[4]);
      }
      assertThat(bad.awaitGoAway().orElse(ENHANCE_YOUR_CALM)).isEqualTo(ENHANCE_YOUR_CALM);
      assertThat(sent).as("the connection took all of them").isFalse();
      good.requireAnswers(100);
    }
  }

  @Test
  void manySettingsEndTheConnection() throws Exception {
    try (OpenPort port = OpenPort.plain();
        GoodClient good = new GoodClient(port);
        RawHttp2 bad = new RawHttp2(port.number())) {
      for (int at = 0; at < 200; at++) {
        bad.send(RawHttp2.SETTINGS, 0, 0, new byte[0]);
      }
      assertThat(bad.awaitGoAway()).hasValue(ENHANCE_YOUR_CALM);
      good.requireAnswers(100);
    }
  }

  @Test
  void manyPingsEndTheConnection() throws Exception {
    try (OpenPort port = OpenPort.plain();
        GoodClient good = new GoodClient(port);
        RawHttp2 bad = new RawHttp2(port.number())) {
      for (int at = 0; at < 200; at++) {
        bad.send(RawHttp2.PING, 0, 0, new byte[8]);
      }
      assertThat(bad.awaitGoAway()).hasValue(ENHANCE_YOUR_CALM);
      good.requireAnswers(100);
    }
  }

  @Test
  void manyEmptyFramesEndTheConnection() throws Exception {
    try (OpenPort port = OpenPort.plain();
        RawHttp2 bad = new RawHttp2(port.number())) {
      bad.call(1, RANGE);
      for (int at = 0; at < 1_000; at++) {
        bad.send(RawHttp2.DATA, 0, 1, new byte[0]);
      }
      assertThat(bad.awaitGoAway()).hasValue(ENHANCE_YOUR_CALM);
    }
  }

  @Test
  void aMessageCutIntoSingleBytesIsMeasuredAllTheSame() throws Exception {
    try (OpenPort port = OpenPort.plain();
        GoodClient good = new GoodClient(port);
        RawHttp2 bad = new RawHttp2(port.number())) {
      bad.call(1, RANGE);
      for (byte octet : new byte[] {0, 0x7f, 0, 0, 0}) {
        bad.send(RawHttp2.DATA, 0, 1, new byte[] {octet});
      }
      bad.send(RawHttp2.DATA, 0, 1, new byte[100]);
      bad.send(RawHttp2.PING, 0, 0, new byte[8]);
      assertThat(bad.awaitPong()).as("the connection lives on").isTrue();
      good.requireAnswers(10);
    }
  }

  @Test
  void randomBytesDoNoHarm() throws Exception {
    try (OpenPort port = OpenPort.plain();
        GoodClient good = new GoodClient(port)) {
      java.util.Random random = new java.util.Random(20260721);
      for (int at = 0; at < 200; at++) {
        try (RawHttp2 bad = new RawHttp2(port.number())) {
          byte[] payload = new byte[random.nextInt(64)];
          random.nextBytes(payload);
          bad.send(random.nextInt(12), random.nextInt(256), random.nextInt(4), payload);
        }
      }
      good.requireAnswers(100);
      Eventually.within(
          Duration.ofSeconds(60),
          () -> port.port().connectionCount() + " connections",
          () -> port.port().connectionCount() <= 1);
    }
  }

  @Test
  void idleConnectionsCostLittle() throws Exception {
    int count = 2_000;
    try (OpenPort port = OpenPort.plain();
        GoodClient good = new GoodClient(port)) {
      good.requireAnswers(100);
      List<AutoCloseable> idle = new ArrayList<>();
      try {
        long before = usedBytes();
        for (int at = 0; at < count; at++) {
          if (at % 2 == 0) {
            idle.add(new RawHttp2(port.number()));
          } else {
            Socket socket = new Socket("127.0.0.1", port.number());
            socket.getOutputStream().write("GET /health HTTP/1.1\r\nHost: a\r\n\r\n".getBytes());
            idle.add(socket);
          }
        }
        Eventually.within(
            Duration.ofSeconds(60),
            () -> port.port().connectionCount() + " connections",
            () -> port.port().connectionCount() >= count);
        good.requireAnswers(100);
        long perConnection = (usedBytes() - before) / count;
        assertThat(perConnection).as("heap of one, client side included").isLessThan(64 * 1024);
      } finally {
        for (AutoCloseable connection : idle) {
          connection.close();
        }
      }
    }
  }

  private static long usedBytes() {
    long[] samples = new long[3];
    for (int at = 0; at < samples.length; at++) {
      System.gc();
      samples[at] = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
    return Arrays.stream(samples).min().orElseThrow();
  }
}
