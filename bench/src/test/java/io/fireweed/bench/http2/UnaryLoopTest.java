package io.fireweed.bench.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.RealEtcd;
import io.fireweed.testkit.embedded.EmbeddedEtcd;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnaryLoopTest {
  private static final Duration SPAN = Duration.ofMillis(400);
  private static final String PUT = "etcdserverpb.KV/Put";
  private static final String RANGE = "etcdserverpb.KV/Range";

  @TempDir Path folder;

  @Test
  void everyPutThatIsCountedIsARevisionOfOurs() throws IOException {
    try (EmbeddedEtcd ours = EmbeddedEtcd.start()) {
      requireRevisions(address(ours));
    }
  }

  @Test
  void everyPutThatIsCountedIsARevisionOfEtcds() throws IOException {
    for (EtcdPrograms programs : EtcdPrograms.assumeAny()) {
      Path data = folder.resolve(programs.version());
      try (RealEtcd etcd = RealEtcd.start(programs, data)) {
        requireRevisions(etcd.clientAddress());
        requireLargeAnswers(etcd.clientAddress());
        requireRefusal(etcd.clientAddress());
      }
    }
  }

  @Test
  void answersLargerThanAWindowArrive() throws IOException {
    try (EmbeddedEtcd ours = EmbeddedEtcd.start()) {
      requireLargeAnswers(address(ours));
    }
  }

  @Test
  void aRefusedCallFailsTheRunWithItsStatus() throws IOException {
    try (EmbeddedEtcd ours = EmbeddedEtcd.start()) {
      requireRefusal(address(ours));
    }
  }

  @Test
  void aMethodThatIsNotThereFailsTheRun() throws IOException {
    try (EmbeddedEtcd ours = EmbeddedEtcd.start()) {
      assertThatThrownBy(() -> run(address(ours), "etcdserverpb.KV/Nothing", 1, _ -> put("a", 1)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("grpcStatus=12");
    }
  }

  @Test
  void aRequestThatDoesNotFitAFrameIsRefused() throws IOException {
    try (EmbeddedEtcd ours = EmbeddedEtcd.start()) {
      assertThat(run(address(ours), PUT, 1, _ -> put("a", 16_000))).isPositive();
      assertThatThrownBy(() -> run(address(ours), PUT, 1, _ -> put("a", 17_000)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("a request with its prefix: expected at most 16384 bytes");
    }
  }

  @Test
  void aServerThatSaysGoodbyeFailsTheRunWithItsCode() throws Exception {
    byte[] goodbye = {0, 0, 10, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11, 'o', 'h'};
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread speaker =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (Socket socket = server.accept()) {
                      socket.getOutputStream().write(goodbye);
                      socket.getInputStream().readAllBytes();
                    } catch (IOException e) {
                      assertThat(e).hasMessageContaining("reset");
                    }
                  });
      String address = "127.0.0.1:" + server.getLocalPort();
      assertThatThrownBy(() -> run(address, PUT, 1, _ -> put("a", 1)))
          .isInstanceOf(IOException.class)
          .hasMessage("GOAWAY with code 11: oh");
      speaker.join();
    }
  }

  @Test
  void aMessageMayComeInAnyPieces() throws IOException {
    byte[] answer = {0, 0, 0, 0, 3, 'a', 'b', 'c'};
    for (int first = 0; first <= answer.length; first++) {
      Call call = new Call(0);
      call.begin(answer, 0);
      ByteBuffer in = ByteBuffer.wrap(answer);
      call.take(in, first);
      assertThat(call.isWhole()).as("%d bytes", first).isEqualTo(first == answer.length);
      call.take(in, answer.length - first);
      assertThat(call.isWhole()).isTrue();
    }
  }

  private static void requireRevisions(String address) throws IOException {
    long before = revision(address);
    long counted = run(address, PUT, 100, client -> put("client-" + client, 256));
    assertThat(counted).isGreaterThanOrEqualTo(100);
    assertThat(revision(address) - before).isEqualTo(counted);
  }

  /// 1,000 keys of 8,000 bytes: each answer is about twice what a stream or a connection may send
  /// without being given more.
  private static void requireLargeAnswers(String address) throws IOException {
    long _ =
        ask(
            address,
            kv -> {
              PutRequest.Builder put =
                  PutRequest.newBuilder().setValue(ByteString.copyFrom(new byte[8_000]));
              for (int i = 0; i < 1_000; i++) {
                assertThat(kv.put(put.setKey(ByteString.copyFromUtf8("large/" + i)).build()))
                    .isNotNull();
              }
              return 1_000;
            });
    byte[] range =
        RangeRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8("large/"))
            .setRangeEnd(ByteString.copyFromUtf8("large0"))
            .build()
            .toByteArray();
    assertThat(run(address, RANGE, 4, _ -> range)).isGreaterThanOrEqualTo(4);
  }

  private static void requireRefusal(String address) throws IOException {
    long before = revision(address);
    assertThatThrownBy(() -> run(address, PUT, 8, _ -> put("", 1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("grpcStatus=3")
        .hasMessageContaining("key is not provided");
    assertThat(revision(address)).isEqualTo(before);
  }

  /// {@return the answers that were counted}
  private static long run(String address, String method, int clients, IntFunction<byte[]> requests)
      throws IOException {
    AtomicLong answers = new AtomicLong();
    try (UnaryLoop loop =
        UnaryLoop.connect(address, method, clients, requests, _ -> answers.incrementAndGet())) {
      loop.run(SPAN);
    }
    return answers.get();
  }

  private static byte[] put(String key, int valueBytes) {
    return PutRequest.newBuilder()
        .setKey(ByteString.copyFromUtf8(key))
        .setValue(ByteString.copyFrom(new byte[valueBytes]))
        .build()
        .toByteArray();
  }

  private static long revision(String address) {
    RangeRequest nothing =
        RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("none")).build();
    return ask(address, kv -> kv.range(nothing).getHeader().getRevision());
  }

  /// {@return what the usual client is told}
  private static long ask(String address, ToLongFunction<KVGrpc.KVBlockingStub> question) {
    ManagedChannel channel =
        NettyChannelBuilder.forTarget("dns:///" + address).usePlaintext().build();
    try {
      return question.applyAsLong(KVGrpc.newBlockingStub(channel));
    } finally {
      channel.shutdownNow();
    }
  }

  private static String address(EmbeddedEtcd etcd) {
    return URI.create(etcd.clientUrl()).getAuthority();
  }
}
