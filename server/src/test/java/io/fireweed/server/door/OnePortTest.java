package io.fireweed.server.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.WatchGrpc;
import io.fireweed.api.rpc.WatchRequest;
import io.fireweed.api.rpc.WatchResponse;
import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.Eventually;
import io.fireweed.server.config.MemberUrl;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnePortTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static ManagedChannel channel(OpenPort port) {
    return NettyChannelBuilder.forAddress("127.0.0.1", port.number())
        .usePlaintext()
        .maxInboundMessageSize(Integer.MAX_VALUE)
        .build();
  }

  /// {@return all that the server answers until it closes}
  private static String speak(OpenPort port, String text) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port.number())) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void etcdctlAndCurlSpeakToTheSamePort() throws Exception {
    try (OpenPort port = OpenPort.plain()) {
      for (EtcdPrograms programs : EtcdPrograms.assumeAny()) {
        String endpoints = "--endpoints=http://" + port.address();
        assertThat(
                programs.etcdctl(List.of(endpoints, "put", "key", "value")).requireSuccess().out())
            .startsWith("OK");
        assertThat(programs.etcdctl(List.of(endpoints, "get", "key")).requireSuccess().out())
            .isEqualTo("key\nvalue\n");
      }
      assertThat(OpenPort.curl("http://" + port.address() + "/health").out()).startsWith("well");
    }
  }

  @Test
  void aConnectionServesSeveralHttpRequestsEvenIfSentAtOnce() throws Exception {
    try (OpenPort port = OpenPort.plain()) {
      String request = "GET /health HTTP/1.1\r\nHost: a\r\n\r\n";
      String last = "GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
      String answer = speak(port, request.repeat(99) + last);
      assertThat(answer.split("well", -1)).hasSize(101);
    }
  }

  @Test
  void aBodyComesBackWhole() throws Exception {
    try (OpenPort port = OpenPort.plain()) {
      String body = "0123456789".repeat(90_000);
      String head = "POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ";
      assertThat(speak(port, head + body.length() + "\r\n\r\n" + body)).endsWith("\r\n\r\n" + body);
      String more = "0123456789".repeat(110_000);
      assertThat(speak(port, head + more.length() + "\r\n\r\n" + more)).contains("413");
    }
  }

  @Test
  void whatIsNeitherProtocolIsRefused() throws Exception {
    try (OpenPort port = OpenPort.plain()) {
      assertThat(speak(port, "\0\1\2garbage\r\n\r\n")).startsWith("HTTP/1.1 400");
      assertThat(speak(port, "GET /" + "a".repeat(20_000) + " HTTP/1.1\r\n\r\n"))
          .startsWith("HTTP/1.1 414");
      String header = "X: " + "a".repeat(70_000) + "\r\n";
      assertThat(speak(port, "GET / HTTP/1.1\r\n" + header + "\r\n")).startsWith("HTTP/1.1 431");
    }
  }

  /// A connection that is closed over unread bytes takes with it what the client has not read.
  @Test
  void aRefusalIsSeenByAClientThatSendsOn() throws Exception {
    try (OpenPort port = OpenPort.plain();
        Socket socket = new Socket("127.0.0.1", port.number())) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write("GET / HTTX\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
      for (int piece = 0; piece < 100; piece++) {
        socket.getOutputStream().write(new byte[10_000]);
      }
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      assertThat(answer).startsWith("HTTP/1.1 400").containsIgnoringCase("connection: close");
    }
  }

  @Test
  void aSilentConnectionIsClosed() throws Exception {
    ConnectionLimits defaults = ConnectionLimits.defaults();
    ConnectionLimits hasty =
        new ConnectionLimits(
            defaults.maxRequestBytes(),
            defaults.maxConcurrentStreams(),
            defaults.keepAliveMinTime(),
            defaults.keepAliveInterval(),
            defaults.keepAliveTimeout(),
            defaults.maxHeaderBytes(),
            Duration.ofMillis(200),
            Duration.ofMillis(200),
            Duration.ofMillis(200),
            defaults.warningDuration());
    DoorOptions options = DoorOptions.of("http://127.0.0.1:0", Optional.empty()).withLimits(hasty);
    try (OpenPort port = OpenPort.with(options)) {
      assertThat(speak(port, "")).isEmpty();
      assertThat(speak(port, "PR")).isEmpty();
      assertThat(speak(port, "GET /health HTTP/1.1\r\nHost")).isEmpty();
      assertThat(speak(port, "GET /health HTTP/1.1\r\nHost: a\r\n\r\n")).contains("well");
      assertThat(speak(port, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx"))
          .isEmpty();
    }
  }

  @Test
  void aMessageThatIsTooLongEndsItsCallInGosWordsAndNothingElse() throws Exception {
    try (OpenPort port = OpenPort.plain()) {
      ManagedChannel channel = channel(port);
      try {
        KVGrpc.KVBlockingStub keys = KVGrpc.newBlockingStub(channel);
        ByteString key = ByteString.copyFromUtf8("k");
        int limit = ConnectionLimits.defaults().maxMessageBytes();
        for (int extra : List.of(-1, 0)) {
          keys.put(put(key, limit + extra));
        }
        for (int extra : List.of(1, 100, 900_000, 30_000_000)) {
          PutRequest request = put(key, limit + extra);
          assertThatThrownBy(() -> keys.put(request))
              .isInstanceOfSatisfying(
                  StatusRuntimeException.class,
                  failure -> {
                    assertThat(failure.getStatus().getCode())
                        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
                    assertThat(failure.getStatus().getDescription())
                        .isEqualTo(
                            "grpc: received message larger than max ("
                                + request.getSerializedSize()
                                + " vs. 2097152)");
                  });
          assertThat(keys.range(RangeRequest.newBuilder().setKey(key).build()).getCount())
              .isEqualTo(1);
        }
      } finally {
        channel.shutdownNow();
      }
    }
  }

  /// {@return a request of so many bytes, if that many can be had}
  private static PutRequest put(ByteString key, int bytes) {
    int valueBytes = Math.max(0, bytes - 12);
    while (true) {
      PutRequest request =
          PutRequest.newBuilder()
              .setKey(key)
              .setValue(ByteString.copyFrom(new byte[valueBytes++]))
              .build();
      if (request.getSerializedSize() >= bytes) {
        return request;
      }
    }
  }

  @Test
  void webPagesOfAllowedOriginsMayCall() throws Exception {
    DoorOptions options =
        DoorOptions.of("http://127.0.0.1:0", Optional.empty())
            .withWeb(new WebRules(Set.of("https://a.example"), Set.of("127.0.0.1")));
    try (OpenPort port = OpenPort.with(options)) {
      String url = "http://" + port.address() + "/health";
      assertThat(OpenPort.curl("-i", "-H", "Origin: https://a.example", url).out())
          .contains("Access-Control-Allow-Origin: https://a.example");
      assertThat(OpenPort.curl("-i", "-H", "Origin: https://b.example", url).out())
          .doesNotContain("Access-Control-Allow-Origin");
      assertThat(OpenPort.curl("-i", "-X", "OPTIONS", url).out()).startsWith("HTTP/1.1 200");
      assertThat(OpenPort.curl("-i", "-H", "Host: evil.example:80", url).out())
          .startsWith("HTTP/1.1 421");
    }
    try (OpenPort port = OpenPort.plain()) {
      assertThat(OpenPort.curl("-i", "http://" + port.address() + "/health").out())
          .contains("Access-Control-Allow-Origin: *")
          .contains("Access-Control-Allow-Methods: POST, GET, OPTIONS, PUT, DELETE")
          .contains("Access-Control-Allow-Headers: accept, content-type, authorization");
    }
  }

  @Test
  void portsCanServeOneThingAlone() throws Exception {
    DoorOptions options =
        DoorOptions.of("http://127.0.0.1:0", Optional.empty())
            .with(
                List.of(MemberUrl.parse("http://127.0.0.1:0")),
                List.of(MemberUrl.parse("http://127.0.0.1:0")));
    try (OpenPort port = OpenPort.with(options)) {
      ManagedChannel channel = channel(port);
      KVGrpc.newBlockingStub(channel).put(put(ByteString.copyFromUtf8("a"), 1));
      channel.shutdownNow();
      assertThat(OpenPort.curl("http://" + port.address() + "/health").exitCode()).isNotZero();
      String http = "http://127.0.0.1:" + port.number(1);
      assertThat(OpenPort.curl(http + "/health").out()).startsWith("well");
      assertThat(OpenPort.curl("-d", "{\"key\":\"YQ==\"}", http + "/v3/kv/range").out())
          .contains("\"count\":\"1\"");
      assertThat(OpenPort.curl("--http2-prior-knowledge", http + "/health").exitCode()).isNotZero();
      String metrics = "http://127.0.0.1:" + port.number(2);
      assertThat(OpenPort.curl(metrics + "/health").out()).startsWith("well");
      assertThat(OpenPort.curl(metrics + "/v3/kv/range").out()).startsWith("404 page not found");
    }
  }

  @Test
  void aUnixSocketServesAsWell(@TempDir Path directory) throws Exception {
    String url = "unix://" + directory.resolve("member") + ":1";
    DoorOptions options =
        new DoorOptions(
            List.of(
                new MemberUrl(MemberUrl.Scheme.UNIX, directory.resolve("member:1").toString(), 0)),
            List.of(),
            List.of(),
            Optional.empty(),
            ConnectionLimits.defaults(),
            WebRules.open(),
            DoorOptions.SocketReuse.NONE,
            1);
    try (OpenPort port = OpenPort.with(options)) {
      String file = directory.resolve("member:1").toString();
      assertThat(OpenPort.curl("--unix-socket", file, "http://a/health").out()).startsWith("well");
      assertThat(port.port().addresses()).hasSize(1);
    }
    assertThat(url).startsWith("unix:");
  }

  @Test
  void aStopWaitsForShortCallsAndEndsStreams() throws Exception {
    OpenPort port = OpenPort.plain();
    ManagedChannel channel = channel(port);
    StreamObserver<WatchRequest> watch = WatchGrpc.newStub(channel).watch(new Ignoring());
    watch.onNext(WatchRequest.getDefaultInstance());
    Eventually.within(PATIENCE, () -> "no watch", () -> port.services().openWatches() == 1);
    var slow =
        KVGrpc.newFutureStub(channel)
            .range(RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("slow")).build());
    Eventually.within(
        PATIENCE, () -> "the range has not begun", () -> port.services().slowRangesBegun() == 1);
    Thread stopping = Thread.ofPlatform().start(() -> port.port().stop(PATIENCE));
    Eventually.within(
        PATIENCE,
        () -> "others are still let in",
        () -> {
          try (Socket another = new Socket("127.0.0.1", port.number())) {
            return another.getInputStream().read() < 0;
          } catch (ConnectException nobodyListens) {
            return true;
          }
        });
    assertThat(slow).isNotDone();
    assertThat(stopping.isAlive()).isTrue();
    port.services().answerSlowRanges();
    assertThat(slow.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).getCount()).isZero();
    stopping.join(PATIENCE);
    assertThat(stopping.isAlive()).isFalse();
    assertThat(port.services().openWatches()).isZero();
    assertThatThrownBy(() -> new Socket("127.0.0.1", port.number()).close())
        .isInstanceOf(IOException.class);
    port.close();
    channel.shutdownNow();
  }

  private static final class Ignoring implements StreamObserver<WatchResponse> {
    @Override
    public void onNext(WatchResponse response) {
      // Only the calls themselves matter.
    }

    @Override
    public void onError(Throwable failure) {
      // Expected when the port stops.
    }

    @Override
    public void onCompleted() {
      // Never.
    }
  }
}
