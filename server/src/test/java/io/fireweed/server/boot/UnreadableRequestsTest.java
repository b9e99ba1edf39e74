package io.fireweed.server.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bytes that are no message, in the words of etcd 3.5.30.
class UnreadableRequestsTest {
  private static final byte[] CUT = {0x0a, 5, 'a'};
  private static final byte[] NO_TAG = {7};

  @TempDir Path work;

  private static final class Logged extends Handler {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord line) {
      lines.add(line.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void areRefusedInTheWordsOfEtcdAndWithoutALineInTheLog() throws Exception {
    Logged logged = new Logged();
    Logger grpc = Logger.getLogger("io.grpc");
    grpc.addHandler(logged);
    try (RunningMember member = MemberHere.start(work.resolve("m"))) {
      InetSocketAddress address = (InetSocketAddress) member.clientAddresses().getFirst();
      ManagedChannel channel = NettyChannelBuilder.forAddress(address).usePlaintext().build();
      try {
        for (String name : List.of("KV/Range", "KV/Txn", "Maintenance/Status", "Auth/UserAdd")) {
          requireRefusal(channel, name, CUT, "unexpected EOF");
          requireRefusal(channel, name, NO_TAG, "proto: cannot parse invalid wire-format data");
        }
        for (String name : List.of("Watch/Watch", "Lease/LeaseKeepAlive")) {
          assertThat(endOfStream(channel, name, NO_TAG))
              .isEqualTo(
                  "INTERNAL: grpc: failed to unmarshal the received message: "
                      + "proto: cannot parse invalid wire-format data");
        }
        var empty = RawBytes.method("Maintenance/Status", MethodType.UNARY);
        assertThat(call(channel, empty, new byte[0])).isNotEmpty();
      } finally {
        channel.shutdownNow();
      }
    } finally {
      grpc.removeHandler(logged);
    }
    assertThat(logged.lines).isEmpty();
  }

  private static byte[] call(
      ManagedChannel channel, MethodDescriptor<byte[], byte[]> method, byte[] request) {
    return ClientCalls.blockingUnaryCall(
        channel, method, CallOptions.DEFAULT.withDeadlineAfter(60, TimeUnit.SECONDS), request);
  }

  private static void requireRefusal(
      ManagedChannel channel, String name, byte[] request, String reason) {
    assertThatThrownBy(() -> call(channel, RawBytes.method(name, MethodType.UNARY), request))
        .as(name)
        .hasMessage("INTERNAL: grpc: error unmarshalling request: " + reason);
  }

  private static String endOfStream(ManagedChannel channel, String name, byte[] request)
      throws InterruptedException {
    BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    StreamObserver<byte[]> requests =
        ClientCalls.asyncBidiStreamingCall(
            channel.newCall(RawBytes.method(name, MethodType.BIDI_STREAMING), CallOptions.DEFAULT),
            new StreamObserver<byte[]>() {
              @Override
              public void onNext(byte[] message) {}

              @Override
              public void onError(Throwable failure) {
                ends.add(String.valueOf(failure.getMessage()));
              }

              @Override
              public void onCompleted() {
                ends.add("completed");
              }
            });
    requests.onNext(request);
    return String.valueOf(ends.poll(60, TimeUnit.SECONDS));
  }
}
