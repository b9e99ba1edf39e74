package io.fireweed.server.boot;

import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.UnforcedDisk;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.server.auth.TokenOptions;
import io.fireweed.server.auth.Tokens;
import io.fireweed.server.config.MemberConfig;
import io.fireweed.server.member.LiveMember;
import io.fireweed.server.metrics.Metrics;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// A member from its first start to its end, in this process.
///
/// ```java
/// try (RunningMember member = RunningMember.start(new LocalDisk(), config)) {
///   member.ended().join();
/// }
/// ```
public final class RunningMember implements AutoCloseable {
  private final Parts parts = new Parts();
  private final LiveMember member;
  private final ClientSide clients;

  /// Starts a member and waits until it answers clients.
  ///
  /// @throws RefusedException if directory or settings do not allow it; the message says what to do
  /// @throws io.fireweed.format.fault.Fault if what the directory holds is damaged
  public static RunningMember start(Disk disk, MemberConfig config)
      throws IOException, InterruptedException {
    return new RunningMember(
        switch (config.backend().fsync()) {
          case ALWAYS -> disk;
          case NEVER -> new UnforcedDisk(disk);
        },
        config);
  }

  private RunningMember(Disk disk, MemberConfig config) throws IOException, InterruptedException {
    boolean started = false;
    try {
      Metrics metrics =
          switch (config.telemetry().metrics()) {
            case BASIC -> Metrics.basic();
            case EXTENSIVE -> Metrics.extensive();
          };
      Doors.requireCertificates(config);
      Tokens tokens = TokenOptions.tokens(config.auth());
      Startup.Running running = new Startup(disk, config, metrics).open(parts);
      member = running.member();
      clients = parts.opened(new ClientSide(config, running, tokens, metrics));
      member.start();
      new Introduction(member, config).make();
      PeerSide _ = parts.opened(PeerSide.open(config, member));
      clients.open();
      started = true;
    } finally {
      if (!started) {
        parts.close();
      }
    }
  }

  /// {@return completed when the member has ended; exceptionally, if by a failure}
  public CompletableFuture<Boolean> ended() {
    return member.ended();
  }

  /// {@return the member's id}
  public long id() {
    return member.id();
  }

  /// {@return the cluster's id}
  public long clusterId() {
    return member.clusterId();
  }

  /// {@return where clients reach it}
  public List<SocketAddress> clientAddresses() {
    return clients.addresses();
  }

  /// Stops answering, then everything else; what was acknowledged is durable.
  @Override
  public void close() throws IOException {
    parts.close();
  }
}
