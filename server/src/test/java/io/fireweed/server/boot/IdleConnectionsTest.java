package io.fireweed.server.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.protobuf.ByteString;
import com.sun.management.UnixOperatingSystemMXBean;
import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.RangeRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.util.internal.PlatformDependent;
import java.io.BufferedReader;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Many clients that are connected and say nothing: half of them speak HTTP/2, half HTTP/1.1.
@Timeout(600)
class IdleConnectionsTest {
  private static final int COUNT = Boolean.getBoolean("slow") ? 10_000 : 1_000;

  /// What is open besides: the log, the db, classes.
  private static final int OTHER_FILES = 500;

  /// Of the member's heap and buffers.
  private static final long MAX_BYTES_EACH = 64 << 10;

  @TempDir Path work;

  @Test
  void othersAreAnsweredAndMemoryStaysBounded() throws Exception {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      assumeThat(system.getMaxFileDescriptorCount())
          .as("files that may be open: ulimit -n")
          .isGreaterThan((long) COUNT + OTHER_FILES);
    }
    try (RunningMember member = MemberHere.start(work.resolve("m"))) {
      InetSocketAddress address = (InetSocketAddress) member.clientAddresses().getFirst();
      ManagedChannel channel = NettyChannelBuilder.forAddress(address).usePlaintext().build();
      try {
        requireAnswers(channel);
        long before = usedBytes();
        Process clients = idleClients(address.getPort());
        try (BufferedReader told = clients.inputReader()) {
          assertThat(told.readLine()).isEqualTo("ready");
          requireAnswers(channel);
          long each = (usedBytes() - before) / COUNT;
          System.err.println(COUNT + " idle connections: " + each + " bytes each");
          assertThat(each).as("bytes for one connection").isLessThan(MAX_BYTES_EACH);
          clients.outputWriter().close();
          assertThat(told.readLine()).isEqualTo("open");
        } finally {
          clients.destroyForcibly().waitFor();
        }
      } finally {
        channel.shutdownNow();
      }
    }
  }

  private static Process idleClients(int port) throws Exception {
    Path classes =
        Path.of(IdleClients.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            classes.toString(),
            IdleClients.class.getName(),
            Integer.toString(port),
            Integer.toString(COUNT))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void requireAnswers(ManagedChannel channel) {
    KVGrpc.KVBlockingStub keys = KVGrpc.newBlockingStub(channel);
    for (int at = 0; at < 100; at++) {
      ByteString key = ByteString.copyFromUtf8("k" + at);
      var _ =
          keys.withDeadlineAfter(60, TimeUnit.SECONDS)
              .put(PutRequest.newBuilder().setKey(key).setValue(key).build());
      assertThat(
              keys.withDeadlineAfter(60, TimeUnit.SECONDS)
                  .range(RangeRequest.newBuilder().setKey(key).build())
                  .getCount())
          .isOne();
    }
  }

  private static long usedBytes() {
    long least = Long.MAX_VALUE;
    for (int sample = 0; sample < 3; sample++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least + Math.max(0, PlatformDependent.usedDirectMemory());
  }
}
