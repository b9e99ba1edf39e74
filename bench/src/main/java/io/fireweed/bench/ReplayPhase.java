package io.fireweed.bench;

import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.recovery.Progress;
import io.fireweed.recovery.salvage.Inquest;
import io.fireweed.recovery.salvage.Salvage;
import io.fireweed.recovery.salvage.SalvagePlan;
import io.fireweed.recovery.salvage.UncommittedTail;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// The replay inside a salvage, timed apart from what a salvage does before and after it.
///
/// Timed is, in a fresh JVM with the flags of the launcher, from the end of the evidence (the first
/// reading of the logs) to the commit of the last whole batch of entries: creating the db, reading
/// the logs again, applying, committing. Not timed: proving and forcing the result.
final class ReplayPhase {
  private static final List<String> FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:+UseCompactObjectHeaders",
          "-Xmx256m",
          "-XX:InlineSmallCode=500",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private final AtomicLong entries = new AtomicLong();
  private final AtomicLong end = new AtomicLong();

  /// Runs it in this JVM and prints entries and nanoseconds.
  void run(Path directory, Path output) throws IOException {
    Disk disk = new LocalDisk();
    Salvage salvage =
        new Salvage(
            disk,
            password -> {
              throw new IllegalStateException("the generated log holds no passwords");
            },
            this::hear);
    Inquest inquest = salvage.inquest(List.of(MemberDir.of(directory)), Optional.empty());
    SalvagePlan plan = SalvagePlan.decide(inquest.evidence(), UncommittedTail.KEEP);
    long start = System.nanoTime();
    salvage.carryOut(inquest, plan, output);
    IO.println(entries.get() + " " + (end.get() - start));
  }

  private void hear(String step, long done, long total, Progress.Unit unit) {
    if (unit == Progress.Unit.ITEMS) {
      entries.set(done);
      end.set(System.nanoTime());
    }
  }

  /// {@return entries per second, the median of fresh JVMs}
  static long rate(Path directory, Path work, int rounds) throws IOException {
    List<Long> rates = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      rates.add(once(directory, work));
    }
    return rates.stream().sorted().toList().get((rates.size() - 1) / 2);
  }

  private static long once(Path directory, Path work) throws IOException {
    Path output = work.resolve("replayed.db");
    Files.deleteIfExists(output);
    File answer = work.resolve("replay.txt").toFile();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Bench.class.getName(), "replay", directory.toString()));
    command.add(output.toString());
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(answer)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      if (process.waitFor() != 0) {
        throw new IOException(command + " ended with " + process.exitValue());
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
    String[] numbers = Files.readString(answer.toPath()).strip().split(" ");
    Files.deleteIfExists(output);
    long nanos = Long.parseLong(numbers[1]);
    return Long.parseLong(numbers[0]) * Duration.ofSeconds(1).toNanos() / nanos;
  }
}
