package io.fireweed.server.boot;

import io.fireweed.fixtures.Eventually;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A [SmallHeapMember] of 256 MB and a channel to it.
final class SmallHeap implements AutoCloseable {
  private final Process member;
  private final int port;
  private final ManagedChannel channel;

  private SmallHeap(Process member, int port) {
    this.member = member;
    this.port = port;
    this.channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port)
            .usePlaintext()
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .build();
  }

  static SmallHeap start(Path directory) throws Exception {
    Path port = directory.resolve("port");
    Process member =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx256m",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeapMember.class.getName(),
                directory.resolve("m1").toString(),
                port.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    Eventually.within(
        Duration.ofSeconds(60),
        () -> "the member has not started",
        () -> Files.exists(port) || !member.isAlive());
    return new SmallHeap(member, Integer.parseInt(Files.readString(port)));
  }

  ManagedChannel channel() {
    return channel;
  }

  int port() {
    return port;
  }

  boolean isAlive() {
    return member.isAlive();
  }

  @Override
  public void close() throws InterruptedException {
    channel.shutdownNow();
    member.destroy();
    if (!member.waitFor(20, TimeUnit.SECONDS)) {
      member.destroyForcibly();
    }
  }
}
