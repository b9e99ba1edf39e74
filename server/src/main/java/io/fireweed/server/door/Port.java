package io.fireweed.server.door;

import io.fireweed.server.config.MemberUrl;
import io.fireweed.server.http.HttpRoutes;
import io.netty.channel.group.ChannelGroup;
import java.util.Optional;

/// What the handlers of one listening socket's connections need to know.
///
/// @param url where it listens
/// @param served what is served there
/// @param tls its certificates, if it speaks TLS
/// @param limits of every connection
/// @param web of HTTP
/// @param routes of HTTP
/// @param connections all that are open
/// @param rejected where refused handshakes are told
record Port(
    MemberUrl url,
    Served served,
    Optional<TlsKeeper> tls,
    ConnectionLimits limits,
    WebRules web,
    HttpRoutes routes,
    ChannelGroup connections,
    RejectedConnections rejected) {
  /// What a port serves.
  enum Served {
    GRPC,
    HTTP,
    BOTH;

    boolean takesGrpc() {
      return this != HTTP;
    }

    boolean takesHttp() {
      return this != GRPC;
    }
  }
}
