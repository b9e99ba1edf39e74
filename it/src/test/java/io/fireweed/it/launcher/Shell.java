package io.fireweed.it.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// Runs commands in a folder with an environment of their own, within a time limit.
record Shell(Path folder, Map<String, String> environment) {
  private static final long LIMIT_SECONDS = 300;

  /// What a command left behind.
  record Outcome(int exit, String out, String err) {}

  Shell {
    environment = Map.copyOf(environment);
  }

  /// {@return this shell with one more variable; an empty value removes it}
  Shell with(String name, String value) {
    Map<String, String> more = new TreeMap<>(environment);
    more.put(name, value);
    return new Shell(folder, more);
  }

  Outcome run(String... command) {
    return await(start(command));
  }

  /// A process whose output goes to files, so that a background child cannot hold a pipe open.
  record Started(Process process, Path out, Path err) {}

  Started start(String... command) {
    try {
      Path out = Files.createTempFile(folder, "out", ".txt");
      Path err = Files.createTempFile(folder, "err", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(List.of(command))
              .directory(folder.toFile())
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("FIREWEED_"));
      environment.forEach(
          (name, value) -> {
            if (value.isEmpty()) {
              builder.environment().remove(name);
            } else {
              builder.environment().put(name, value);
            }
          });
      return new Started(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Outcome await(Started started) {
    try {
      boolean ended = started.process().waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      if (!ended) {
        started.process().destroyForcibly();
      }
      String out = Files.readString(started.out());
      String err = Files.readString(started.err());
      assertThat(ended).as("ended in time; out: %s err: %s", out, err).isTrue();
      return new Outcome(started.process().exitValue(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
