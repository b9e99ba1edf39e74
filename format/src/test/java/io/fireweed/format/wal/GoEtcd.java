package io.fireweed.format.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fireweed.fixtures.FreePorts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/// A real etcd of one member on the loopback interface, ended when it is closed.
final class GoEtcd implements AutoCloseable {
  private static final Path ETCD = Path.of("/usr/bin/etcd");
  private static final Path ETCDCTL = Path.of("/usr/bin/etcdctl");
  private static final int START_ATTEMPTS = 120;

  private final Process process;
  private final int clientPort;
  private final Path log;

  private GoEtcd(Process process, int clientPort, Path log) {
    this.process = process;
    this.clientPort = clientPort;
    this.log = log;
  }

  /// Skips the test where etcd is not installed.
  static void assumeInstalled() {
    assumeTrue(Files.isExecutable(ETCD) && Files.isExecutable(ETCDCTL), "etcd is not installed");
  }

  /// Starts a member and waits until it answers.
  static GoEtcd start(String name, Path dataDir, int peerPort, String... more) throws Exception {
    int clientPort = FreePorts.one();
    String peer = "http://127.0.0.1:" + peerPort;
    String client = "http://127.0.0.1:" + clientPort;
    List<String> command =
        new ArrayList<>(
            List.of(
                ETCD.toString(),
                "--name=" + name,
                "--data-dir=" + dataDir,
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=" + name + "=" + peer));
    command.addAll(List.of(more));
    Path log = dataDir.resolveSibling(dataDir.getFileName() + ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    GoEtcd etcd = new GoEtcd(process, clientPort, log);
    etcd.awaitHealth();
    return etcd;
  }

  /// Runs etcdctl against this member. {@return what it printed}
  String ctl(Path input, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(ETCDCTL.toString(), "--endpoints=http://127.0.0.1:" + clientPort));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("ETCDCTL_API", "3");
    builder.redirectInput(input.toFile());
    Process ctl = builder.start();
    String printed = new String(ctl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(ctl.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(ctl.exitValue()).as(printed).isZero();
    return printed;
  }

  String ctl(String... arguments) throws Exception {
    return ctl(Path.of("/dev/null"), arguments);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    } catch (CompletionException late) {
      process.destroyForcibly().onExit().join();
    }
  }

  private void awaitHealth() throws Exception {
    for (int attempt = 0; attempt < START_ATTEMPTS && process.isAlive(); attempt++) {
      try {
        if (ctl("endpoint", "health").contains("is healthy")) {
          return;
        }
      } catch (AssertionError notYet) {
        TimeUnit.MILLISECONDS.sleep(250);
      }
    }
    close();
    throw new AssertionError("etcd did not start:\n" + Files.readString(log));
  }
}
