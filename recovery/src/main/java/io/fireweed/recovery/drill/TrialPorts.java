package io.fireweed.recovery.drill;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Where the members of the trial cluster listen, all on 127.0.0.1.
record TrialPorts(List<Member> members) {
  private static final List<String> THREE = List.of("m1", "m2", "m3");
  private static final List<String> ONE = List.of("alone");

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

  /// {@return ports for three members that nobody holds now; somebody may take one before they do}
  static TrialPorts free() throws IOException {
    return free(THREE);
  }

  /// {@return such ports for a cluster of one}
  static TrialPorts freeForOne() throws IOException {
    return free(ONE);
  }

  private static TrialPorts free(List<String> names) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      List<Member> members = new ArrayList<>();
      for (String name : names) {
        members.add(new Member(name, hold(sockets), hold(sockets)));
      }
      return new TrialPorts(members);
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  boolean isForOne() {
    return members.size() == 1;
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
