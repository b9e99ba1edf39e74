package io.fireweed.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Runs one command as a process and watches it through `/proc`.
final class ProcessTimer {
  private static final int INTERVAL_MILLIS = 5;
  private static final long LIMIT_MINUTES = 10;
  private static final long TICKS_PER_SECOND = 100;

  private ProcessTimer() {}

  /// {@return what the command cost; its output goes to `log`}
  static Sample run(List<String> command, Path directory, Path log) throws IOException {
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(log.toString())))
            .start();
    process.getOutputStream().close();
    long resident = 0;
    long anonymous = 0;
    Duration cpu = Duration.ZERO;
    try {
      while (!process.waitFor(INTERVAL_MILLIS, TimeUnit.MILLISECONDS)) {
        resident = Math.max(resident, statusBytes(process.pid(), "VmHWM:"));
        anonymous = Math.max(anonymous, statusBytes(process.pid(), "RssAnon:"));
        cpu = cpuTime(process.pid()).orElse(cpu);
        if (System.nanoTime() - start > TimeUnit.MINUTES.toNanos(LIMIT_MINUTES)) {
          process.destroyForcibly();
          throw new IOException(command + " took more than " + LIMIT_MINUTES + " minutes");
        }
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
    Duration wall = Duration.ofNanos(System.nanoTime() - start);
    return new Sample(wall, cpu, resident, anonymous, process.exitValue());
  }

  private static long statusBytes(long pid, String field) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
        if (line.startsWith(field)) {
          return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
        }
      }
    } catch (IOException ended) {
      return 0;
    }
    return 0;
  }

  /// User and system ticks of the process and of the children it waited for.
  private static Optional<Duration> cpuTime(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      long ticks = 0;
      for (int i = 11; i <= 14; i++) {
        ticks += Long.parseLong(fields[i]);
      }
      return Optional.of(Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND));
    } catch (IOException ended) {
      return Optional.empty();
    }
  }
}
