package io.fireweed.recovery.drill;

import io.fireweed.format.fault.NotFoundException;
import io.fireweed.format.schema.EtcdRelease;
import io.fireweed.format.schema.EtcdVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// An `etcd` program on this machine.
///
/// @param release the release whose files it takes, which for later ones is the newest known
public record EtcdProgram(Path path, EtcdVersion version, EtcdRelease release, Maker maker) {
  /// Who made a program, which says what it can run.
  public enum Maker {
    /// etcd's own project: clusters of any size.
    ETCD,
    /// This project: clusters of one member.
    FIREWEED
  }

  private static final Duration RUN_LIMIT = Duration.ofSeconds(20);
  private static final String VERSION_LINE = "etcd Version: ";
  private static final String OUR_LINE = "Git SHA: Fireweed";

  /// What looking for a program has come to.
  sealed interface Search {
    record Found(EtcdProgram program) implements Search {}

    /// There is none, or none that can be used.
    ///
    /// @param reason why, for people
    record Unusable(String reason) implements Search {}
  }

  /// Looks for the program of that choice, and asks it for its version.
  ///
  /// @param scratch a directory for what it prints
  /// @throws NotFoundException if a program was given and is not there
  static Search search(DrillPlan.EtcdChoice choice, Path scratch) throws IOException {
    return switch (choice) {
      case DrillPlan.EtcdChoice.None() -> new Search.Unusable("none is to be started");
      case DrillPlan.EtcdChoice.Given(Path program) -> {
        if (!isProgram(program)) {
          throw new NotFoundException(
              "open " + program + ": a program expected, found none",
              "--etcd names the etcd program itself, not its directory");
        }
        yield probe(program.toAbsolutePath(), scratch);
      }
      case DrillPlan.EtcdChoice.OnPath(String path, Optional<Path> own) -> {
        Optional<Path> found = onPath(path).or(() -> own.filter(EtcdProgram::isProgram));
        yield found.isPresent()
            ? probe(found.get(), scratch)
            : new Search.Unusable("no etcd on the PATH; name one with --etcd PROGRAM");
      }
    };
  }

  private static Optional<Path> onPath(String path) {
    for (String directory : path.split(":", -1)) {
      Path program = Path.of(directory, "etcd");
      if (!directory.isEmpty() && isProgram(program)) {
        return Optional.of(program.toAbsolutePath());
      }
    }
    return Optional.empty();
  }

  private static boolean isProgram(Path path) {
    return Files.isRegularFile(path) && Files.isExecutable(path);
  }

  private static Search probe(Path program, Path scratch) throws IOException {
    Path printed = scratch.resolve("etcd-version");
    ProcessBuilder builder = new ProcessBuilder(program.toString(), "--version");
    EtcdProcess.clearEtcdVariables(builder);
    builder.redirectErrorStream(true).redirectOutput(printed.toFile());
    builder.redirectInput(Path.of("/dev/null").toFile());
    try {
      Process process = builder.start();
      boolean ended = process.waitFor(RUN_LIMIT);
      if (!ended) {
        process.destroyForcibly().waitFor();
        return new Search.Unusable(program + " --version did not end");
      }
      String text = Files.readString(printed, StandardCharsets.ISO_8859_1);
      Maker maker =
          text.lines().anyMatch(line -> line.equals(OUR_LINE)) ? Maker.FIREWEED : Maker.ETCD;
      return text.lines()
          .filter(line -> line.startsWith(VERSION_LINE))
          .map(line -> line.substring(VERSION_LINE.length()).strip())
          .findFirst()
          .<Search>map(version -> of(program, version, maker))
          .orElseGet(() -> new Search.Unusable(program + " --version told no version"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while asking " + program + " for its version", e);
    } catch (IOException e) {
      return new Search.Unusable(program + " cannot be run: " + e.getMessage());
    }
  }

  private static Search of(Path program, String text, Maker maker) {
    Optional<EtcdVersion> version = EtcdVersion.find(text.replaceFirst("[-+].*", ""));
    if (version.isEmpty()) {
      return new Search.Unusable(program + " has a version that is not understood: " + text);
    }
    Optional<EtcdRelease> release = EtcdRelease.of(version.get());
    boolean newer = version.get().compareTo(EtcdRelease.V3_7.version()) > 0;
    if (release.isEmpty() && !newer) {
      return new Search.Unusable(program + " is " + text + ", which is older than 3.4");
    }
    return new Search.Found(
        new EtcdProgram(program, version.get(), release.orElse(EtcdRelease.V3_7), maker));
  }
}
