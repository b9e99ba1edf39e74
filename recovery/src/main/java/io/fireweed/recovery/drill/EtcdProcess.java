package io.fireweed.recovery.drill;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// One member of the trial cluster: a process of ours, and the file it writes its log to.
final class EtcdProcess {
  /// Becomes the program, and leaves a child behind that reads from a pipe whose other end only
  /// this
  /// JVM holds. The pipe ends with the JVM, however that ends, and then the child kills the
  /// program.
  private static final String BOUND_TO_US =
      """
      exec 3<&0 </dev/null
      { trap '' HUP INT TERM; read -r word <&3 || kill -KILL $$; } >/dev/null 2>&1 &
      exec "$@" 3<&-
      """;

  private static final Duration KILL_LIMIT = Duration.ofSeconds(5);
  private static final int LOG_LINES = 12;
  private static final int LOG_TAIL_BYTES = 16 << 10;
  private static final int LINE_CHARS = 300;

  private final String name;
  private final Path log;
  private final Process process;

  private EtcdProcess(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
  }

  /// Starts a program, which ends at the latest when this JVM does, even by SIGKILL. Nothing is on
  /// its standard input, and all it prints goes to `log`.
  static EtcdProcess start(String name, List<String> command, Path log) throws IOException {
    List<String> bound = new ArrayList<>(List.of("/bin/sh", "-c", BOUND_TO_US, "sh"));
    bound.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(bound);
    clearEtcdVariables(builder);
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    return new EtcdProcess(name, log, builder.start());
  }

  /// etcd takes flags from its environment too, and must not take the user's.
  static void clearEtcdVariables(ProcessBuilder builder) {
    builder.environment().keySet().removeIf(variable -> variable.startsWith("ETCD"));
  }

  String name() {
    return name;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// {@return how the process ended}
  int exitCode() {
    return process.exitValue();
  }

  /// How a process was ended.
  enum Ending {
    /// It had ended by itself.
    BEFORE,
    /// By SIGTERM.
    TERMINATED,
    /// By SIGKILL, since it did not obey in time.
    KILLED
  }

  /// Asks the process to end.
  void terminate() {
    process.destroy();
  }

  /// Ends the process and waits until it is gone.
  ///
  /// @param obeyLimit how long it may take to obey SIGTERM
  Ending stop(Duration obeyLimit) {
    if (!process.isAlive()) {
      return Ending.BEFORE;
    }
    process.destroy();
    if (isGoneWithin(obeyLimit)) {
      return Ending.TERMINATED;
    }
    process.destroyForcibly();
    boolean gone = isGoneWithin(KILL_LIMIT);
    if (!gone) {
      throw new IllegalStateException("process " + process.pid() + " survives SIGKILL");
    }
    return Ending.KILLED;
  }

  /// {@return the last lines of the log}
  List<String> logEnd() {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long from = Math.max(0, file.length() - LOG_TAIL_BYTES);
      byte[] tail = new byte[(int) (file.length() - from)];
      file.seek(from);
      file.readFully(tail);
      List<String> lines =
          new String(tail, StandardCharsets.UTF_8)
              .lines()
              .map(line -> line.length() > LINE_CHARS ? line.substring(0, LINE_CHARS) : line)
              .toList();
      return lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size());
    } catch (IOException e) {
      return List.of("no log: " + e.getMessage());
    }
  }

  /// Waits even if the thread was interrupted: the process must not outlive this.
  private boolean isGoneWithin(Duration limit) {
    boolean interrupted = false;
    long deadline = System.nanoTime() + limit.toNanos();
    try {
      while (true) {
        try {
          return process.waitFor(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
