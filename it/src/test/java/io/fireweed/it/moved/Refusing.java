package io.fireweed.it.moved;

import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.ProgramRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A start that is expected to end by itself.
final class Refusing {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private Refusing() {}

  static ProgramRun start(EtcdPrograms programs, Path directory, String... flags) {
    List<String> command =
        new ArrayList<>(
            List.of(
                programs.etcd().toString(),
                "--name=m1",
                "--data-dir=" + directory,
                "--listen-client-urls=http://127.0.0.1:0",
                "--advertise-client-urls=http://127.0.0.1:1",
                "--listen-peer-urls=http://127.0.0.1:0"));
    command.addAll(List.of(flags));
    return ProgramRun.of(command, Map.of(), LIMIT);
  }
}
