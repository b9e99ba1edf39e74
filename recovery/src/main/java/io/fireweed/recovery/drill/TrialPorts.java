package io.fireweed.recovery.drill;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Where the members of the trial cluster listen, all on 127.0.0.1.
record TrialPorts(List<Member> members) {
  private static final int MEMBER_COUNT = 3;

  /// One member to be.
  record Member(String name, int clientPort, int peerPort) {
    String clientUrl() {
      return loopback(clientPort);
    }

    String peerUrl() {
      return loopback(peerPort);
    }
  }

  TrialPorts {
    members = List.copyOf(members);
  }

  /// {@return ports that are written into files only}
  static TrialPorts onPaper() {
    return new TrialPorts(
        List.of(
            new Member("m1", 2379, 2380),
            new Member("m2", 2479, 2480),
            new Member("m3", 2579, 2580)));
  }

  /// {@return ports that nobody holds now; somebody may take one before the members do}
  static TrialPorts free() throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      List<Member> members = new ArrayList<>();
      for (int i = 1; i <= MEMBER_COUNT; i++) {
        members.add(new Member("m" + i, hold(sockets), hold(sockets)));
      }
      return new TrialPorts(members);
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  private static int hold(List<ServerSocket> sockets) throws IOException {
    ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
    sockets.add(socket);
    return socket.getLocalPort();
  }

  /// {@return `m1=http://127.0.0.1:…,m2=…`}
  String pairs() {
    return members.stream().map(m -> m.name() + "=" + m.peerUrl()).collect(Collectors.joining(","));
  }

  private static String loopback(int port) {
    return "http://127.0.0.1:" + port;
  }
}
