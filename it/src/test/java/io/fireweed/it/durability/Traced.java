package io.fireweed.it.durability;

import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.ProgramRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/// A server of which one system call is disturbed.
final class Traced {
  private Traced() {}

  static void assumeTool() {
    ProgramRun run =
        ProgramRun.of(
            List.of("sh", "-c", "strace -D -f --seccomp-bpf -o /dev/null true"),
            Map.of(),
            Duration.ofMinutes(1));
    Assumptions.assumeTrue(run.exitCode() == 0, "strace is not installed, or not allowed here");
  }

  /// {@return the program, run so that the calls of that name are disturbed}
  ///
  /// @param how as `strace` has it, such as `signal=KILL:when=3`
  static EtcdPrograms disturbed(EtcdPrograms programs, String call, String how, Path folder)
      throws IOException {
    Path script = Files.createTempFile(folder, "etcd", "");
    // With -D the process that is started is the server itself, so that signals reach it.
    String text =
        "#!/bin/sh\nexec strace -D -f --seccomp-bpf -qq -o /dev/null -e trace=%1$s -e inject=%1$s:%2$s '%3$s' \"$@\"\n"
            .formatted(call, how, programs.etcd());
    Files.writeString(script, text, StandardCharsets.UTF_8);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new EtcdPrograms(programs.version(), script, programs.etcdctl(), Optional.empty());
  }
}
