package io.fireweed.server.boot;

import io.fireweed.format.disk.LocalDisk;
import io.fireweed.server.config.MemberConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;

/// A member of this process, on free ports.
final class MemberHere {
  private MemberHere() {}

  static RunningMember start(Path directory, String... more)
      throws IOException, InterruptedException {
    Stream<String> flags =
        Stream.of(
            "--name=m1",
            "--data-dir=" + directory,
            "--listen-client-urls=http://127.0.0.1:0",
            "--advertise-client-urls=http://127.0.0.1:2379",
            "--listen-peer-urls=http://127.0.0.1:0");
    return RunningMember.start(
        new LocalDisk(),
        MemberConfig.of(Stream.concat(flags, Stream.of(more)).toArray(String[]::new)));
  }
}
