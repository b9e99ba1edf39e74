package io.fireweed.it.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.Fixtures;
import io.fireweed.fixtures.SeededRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A salvage killed at random moments.
class KilledSalvageIT {
  private static final int KILLS = Boolean.getBoolean("slow") ? 200 : 6;

  @TempDir Path temporary;

  @Test
  void leavesItsInputAloneAndNothingThatLooksComplete() throws Exception {
    Path dead = Fixtures.copyTree("v34-segments", temporary.resolve("dead"));
    List<Path> names = Fixtures.under("v34-segments").stream().map(f -> Path.of(f.name())).toList();
    Path original = Fixtures.copyTree("v34-segments", temporary.resolve("original"));
    Path fresh = temporary.resolve("fresh.db");
    Path output = Files.createDirectory(temporary.resolve("out")).resolve("salvaged.db");
    List<String> words = List.of("salvage", dead.toString(), "--output", output.toString());
    long wholeMillis = killAfter(words, Program.LIMIT.toMillis());
    Files.move(output, fresh);
    SeededRandom.check(
        KILLS,
        random -> {
          killAfter(words, random.nextLong(wholeMillis));
          if (Files.exists(output)) {
            assertThat(Files.mismatch(output, fresh)).isEqualTo(-1);
            Files.delete(output);
          }
          assertThat(new TreeSet<>(List.of(".salvaged.db.salvage"))).containsAll(left());
          for (Path name : names) {
            Path file = name.subpath(1, name.getNameCount());
            assertThat(Files.mismatch(dead.resolve(file), original.resolve(file))).isEqualTo(-1);
          }
          Program.FIREWEED.runHere(words);
          assertThat(Files.mismatch(output, fresh)).isEqualTo(-1);
          assertThat(left()).containsExactly("salvaged.db");
          Files.delete(output);
        });
  }

  private List<String> left() throws IOException {
    try (Stream<Path> entries = Files.list(temporary.resolve("out"))) {
      return entries.map(path -> path.getFileName().toString()).toList();
    }
  }

  /// {@return the milliseconds after which the process was gone}
  private static long killAfter(List<String> words, long millis) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(Program.FIREWEED.command(words));
    builder.environment().putAll(Program.environment());
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    long start = System.nanoTime();
    Process process = builder.start();
    boolean ended = process.waitFor(millis, TimeUnit.MILLISECONDS);
    if (!ended) {
      process.destroyForcibly().waitFor();
    }
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }
}
