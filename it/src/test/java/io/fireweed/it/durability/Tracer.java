package io.fireweed.it.durability;

import io.fireweed.fixtures.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// System calls of a running process, disturbed from now on until this is closed. `strace` counts
/// the calls of every thread by themselves.
final class Tracer implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Process process;
  private final Path words;

  private Tracer(Process process, Path words) {
    this.process = process;
    this.words = words;
  }

  /// Returns when the process is watched.
  ///
  /// @param calls names with commas between
  /// @param how as `strace` has it, such as `signal=KILL:when=3`
  /// @param more options of `strace`
  static Tracer attach(long pid, String calls, String how, Path folder, String... more) {
    try {
      Path words = Files.createTempFile(folder, "strace", ".log");
      List<String> command =
          new ArrayList<>(
              List.of(
                  "strace",
                  "-f",
                  "-o",
                  "/dev/null",
                  "-e",
                  "trace=" + calls,
                  "-e",
                  "inject=" + calls + ":" + how));
      command.addAll(List.of(more));
      command.addAll(List.of("-p", Long.toString(pid)));
      Tracer tracer =
          new Tracer(
              new ProcessBuilder(command)
                  .redirectErrorStream(true)
                  .redirectOutput(words.toFile())
                  .start(),
              words);
      tracer.awaitAttached();
      return tracer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitAttached() {
    Eventually.within(
        LIMIT,
        () -> "strace attached: " + said(),
        () -> said().contains(" attached") || !process.isAlive());
    if (!process.isAlive()) {
      throw new AssertionError("strace ended: " + said());
    }
  }

  private String said() {
    try {
      return Files.readString(words, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Leaves the process alone again. A `strace` that does not see that its process is gone is
  /// ended.
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
