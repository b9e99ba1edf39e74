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

/// A server of which one system call is disturbed, or that is allowed less than others.
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
    // With -D the process that is started is the server itself, so that signals reach it.
    String tracer =
        "strace -D -f --seccomp-bpf -qq -o /dev/null -e trace=%1$s -e inject=%1$s:%2$s"
            .formatted(call, how);
    return script(programs, "exec " + tracer, folder);
  }

  /// {@return the program, allowed so many open files}
  static EtcdPrograms withOpenFiles(EtcdPrograms programs, int most, Path folder)
      throws IOException {
    return script(programs, "ulimit -n " + most + "\nexec", folder);
  }

  private static EtcdPrograms script(EtcdPrograms programs, String start, Path folder)
      throws IOException {
    Path script = Files.createTempFile(folder, "etcd", "");
    String text = "#!/bin/sh\n%s '%s' \"$@\"\n".formatted(start, programs.etcd());
    Files.writeString(script, text, StandardCharsets.UTF_8);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new EtcdPrograms(programs.version(), script, programs.etcdctl(), Optional.empty());
  }
}
