package io.fireweed.server.boot;

import io.fireweed.server.config.MemberConfig;
import io.fireweed.server.door.ClientPort;
import io.fireweed.server.door.Offered;
import io.fireweed.server.http.RouteTable;
import io.fireweed.server.member.LiveMember;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The ports for other members, of which a cluster of one has none: they tell who is here.
///
/// Nothing depends on them, so a member runs without them where they cannot be opened.
final class PeerSide implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PeerSide.class);

  private final Optional<ClientPort> port;

  private PeerSide(Optional<ClientPort> port) {
    this.port = port;
  }

  static PeerSide open(MemberConfig config, LiveMember member) {
    if (!config.security().peer().allowedNames().isEmpty()) {
      log.atWarn()
          .addKeyValue("listen-peer-urls", config.urls().listenPeer())
          .log(
              "peer port is not served: --peer-cert-allowed-cn is for members, and there are none");
      return new PeerSide(Optional.empty());
    }
    RouteTable routes = Site.ofPeers(member);
    try {
      ClientPort port =
          ClientPort.open(Doors.ofPeers(config), new Offered(List.of(), List.of(), routes, routes));
      port.addresses()
          .forEach(
              address ->
                  log.atInfo()
                      .addKeyValue("address", Doors.text(address))
                      .log("serving peer traffic"));
      return new PeerSide(Optional.of(port));
    } catch (IOException | RuntimeException refused) {
      log.atWarn()
          .addKeyValue("listen-peer-urls", config.urls().listenPeer())
          .addKeyValue("error", refused)
          .log("peer port is not served: it cannot be opened, and a cluster of one needs none");
      return new PeerSide(Optional.empty());
    }
  }

  @Override
  public void close() {
    port.ifPresent(open -> open.stop(Duration.ZERO));
  }
}
