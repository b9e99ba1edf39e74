package io.fireweed.testkit.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// Two ports of 127.0.0.1 that nobody held a moment ago.
///
/// @param peer stands in the member's peer URL, from which its id follows; nobody listens there
record Ports(int client, int peer) {
  /// Both sockets are open at once, so the ports differ.
  static Ports free() throws IOException {
    InetAddress here = InetAddress.ofLiteral("127.0.0.1");
    try (ServerSocket one = new ServerSocket(0, 1, here);
        ServerSocket other = new ServerSocket(0, 1, here)) {
      return new Ports(one.getLocalPort(), other.getLocalPort());
    }
  }

  /// {@return these, with another port for clients}
  Ports withOtherClient() throws IOException {
    return new Ports(free().client(), peer);
  }

  String clientUrl() {
    return "http://127.0.0.1:" + client;
  }

  String peerUrl() {
    return "http://127.0.0.1:" + peer;
  }
}
