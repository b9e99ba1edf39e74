package io.fireweed.server.boot;

import io.fireweed.server.config.MemberConfig;
import io.fireweed.server.door.ClientPort;
import io.fireweed.server.door.Offered;
import io.fireweed.server.http.RouteTable;
import io.fireweed.server.member.LiveMember;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The ports for other members, of which a cluster of one has none: they tell who is here.
final class PeerSide implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PeerSide.class);

  private final Optional<ClientPort> port;

  private PeerSide(Optional<ClientPort> port) {
    this.port = port;
  }

  /// Takes the ports; nobody is answered yet.
  ///
  /// @throws IOException if one cannot be had, or a file about it cannot be read
  static PeerSide bind(MemberConfig config) throws IOException {
    if (config.security().peer().allowedNames().isEmpty()) {
      return new PeerSide(Optional.of(ClientPort.bind(Doors.ofPeers(config), List.of())));
    }
    log.atWarn()
        .addKeyValue("listen-peer-urls", config.urls().listenPeer())
        .log("peer port is not served: --peer-cert-allowed-cn is for members, and there are none");
    return new PeerSide(Optional.empty());
  }

  /// Tells of `member` from now on.
  void serve(LiveMember member) {
    if (port.isEmpty()) {
      return;
    }
    RouteTable routes = Site.ofPeers(member);
    port.get().serve(new Offered(List.of(), routes, routes));
    for (SocketAddress address : port.get().addresses()) {
      log.atInfo().addKeyValue("address", Doors.text(address)).log("serving peer traffic");
    }
  }

  @Override
  public void close() {
    port.ifPresent(ClientPort::close);
  }
}
