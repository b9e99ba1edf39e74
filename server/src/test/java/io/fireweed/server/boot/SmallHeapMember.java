package io.fireweed.server.boot;

import io.fireweed.format.disk.LocalDisk;
import io.fireweed.server.config.MemberConfig;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/// A member in a process of its own, whose heap the caller chooses. It writes its port into a file
/// and ends with its standard input.
final class SmallHeapMember {
  private SmallHeapMember() {}

  /// @param args the directory, and the file for the port
  public static void main(String[] args) throws Exception {
    MemberConfig config =
        MemberConfig.of(
            "--name=m1",
            "--data-dir=" + args[0],
            "--listen-client-urls=http://127.0.0.1:0",
            "--advertise-client-urls=http://127.0.0.1:2379",
            "--listen-peer-urls=http://127.0.0.1:0");
    try (RunningMember member = RunningMember.start(new LocalDisk(), config)) {
      InetSocketAddress address = (InetSocketAddress) member.clientAddresses().getFirst();
      Path draft = Path.of(args[1] + ".tmp");
      Files.writeString(draft, Integer.toString(address.getPort()));
      Files.move(draft, Path.of(args[1]));
      while (System.in.read() >= 0) {}
    }
  }
}
