package io.fireweed.it.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A program of etcd's kind as a process, its standard error in a file. Ended with this object.
final class EtcdProcess implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final Process process;
  private final Path log;

  private EtcdProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /// Starts our program from the classes under test.
  static EtcdProcess ours(Path folder, Map<String, String> environment, String... flags)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "io.fireweed.cli.etcd.Etcd"));
    command.addAll(List.of(flags));
    return start(folder, environment, command);
  }

  static EtcdProcess start(Path folder, Map<String, String> environment, List<String> command)
      throws IOException {
    Path log = Files.createTempFile(folder, "etcd", ".log");
    // Whoever started the tests in the background may have told them to ignore SIGINT.
    List<String> listening = new ArrayList<>(List.of("env", "--default-signal=INT,TERM"));
    listening.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(listening)
            .directory(folder.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(log.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("ETCD"));
    builder.environment().putAll(environment);
    return new EtcdProcess(builder.start(), log);
  }

  EtcdProcess awaitReady() {
    Eventually.within(
        LIMIT,
        () -> "the member serves\n" + log(),
        () -> {
          assertThat(process.isAlive()).as(log()).isTrue();
          return log().contains("ready to serve client requests");
        });
    return this;
  }

  /// {@return the exit code, as a shell tells it}
  int awaitEnd() throws InterruptedException {
    assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as(log()).isTrue();
    return process.exitValue();
  }

  /// {@return the exit code, if the process ends within a time}
  boolean endsWithin(Duration time) throws InterruptedException {
    return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
