package io.fireweed.server.boot;

import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.UnforcedDisk;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.server.auth.TokenOptions;
import io.fireweed.server.auth.Tokens;
import io.fireweed.server.config.MemberConfig;
import io.fireweed.server.door.ClientPort;
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
  private final List<SocketAddress> clientAddresses;

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
      // Before anything is made or repaired: who finds a port taken must leave no trace.
      PeerSide peers = parts.opened(PeerSide.bind(config));
      ClientPort port = parts.opened(ClientPort.bind(Doors.of(config), List.of(metrics.calls())));
      clientAddresses = port.addresses();
      Startup.Running running = new Startup(disk, config, metrics).open(parts);
      member = running.member();
      ClientSide clients = new ClientSide(config, port, running, tokens, metrics, parts);
      member.start();
      new Introduction(member, config).make();
      peers.serve(member);
      PeerSide _ = parts.opened(peers); // Again: nobody may ask a member that has ended.
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
    return clientAddresses;
  }

  /// Stops answering, then everything else; what was acknowledged is durable.
  @Override
  public void close() throws IOException {
    parts.close();
  }
}
