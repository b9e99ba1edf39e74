package io.fireweed.cli.etcdctl;

import io.fireweed.fixtures.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A run of an `etcdctl` that goes on until it is ended: ours or Go's, as a process.
final class CtlProcess implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(40);

  private final List<String> command;
  private final Process process;
  private final Path out;
  private final Path err;

  private CtlProcess(List<String> command, Map<String, String> environment) {
    this.command = command;
    try {
      Path directory = Files.createTempDirectory("ctl");
      this.out = directory.resolve("out");
      this.err = directory.resolve("err");
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().keySet().removeIf(name -> name.startsWith("ETCD"));
      builder.environment().put("ETCDCTL_API", "3");
      builder.environment().put("LC_ALL", "C.UTF-8");
      builder.environment().putAll(environment);
      builder.redirectOutput(out.toFile()).redirectError(err.toFile());
      this.process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts ours.
  static CtlProcess ours(Map<String, String> environment, String... words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dstdout.encoding=UTF-8",
                "-cp",
                System.getProperty("java.class.path"),
                "io.fireweed.cli.etcdctl.EtcdCtl",
                "--dial-timeout=20s"));
    command.addAll(Arrays.asList(words));
    return new CtlProcess(command, environment);
  }

  /// Starts another program.
  static CtlProcess of(Path program, Map<String, String> environment, String... words) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(Arrays.asList(words));
    return new CtlProcess(command, environment);
  }

  /// Waits until the output holds a text.
  void awaitOut(String text) {
    Eventually.within(
        LIMIT,
        () -> command + " prints " + text + "\nout: " + out() + "\nerr: " + err(),
        () -> out().contains(text));
  }

  void type(String text) throws IOException {
    process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  void endInput() throws IOException {
    process.getOutputStream().close();
  }

  /// Asks it to end.
  void terminate() {
    process.destroy();
  }

  int exitCode() throws InterruptedException {
    if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError(command + " does not end\nout: " + out() + "\nerr: " + err());
    }
    return process.exitValue();
  }

  String out() {
    return read(out);
  }

  String err() {
    return read(err);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
