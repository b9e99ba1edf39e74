package io.fireweed.it.fault;

import io.fireweed.fixtures.ProgramRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/// The system calls of a program on the files of one folder, and the same program with one of them
/// disturbed. `strace` does both.
final class Traces {
  /// What a call answers when the disk fails or is full.
  private static final Map<String, String> ERRORS =
      Map.ofEntries(
          Map.entry("openat", "EIO"),
          Map.entry("mkdir", "ENOSPC"),
          Map.entry("pwrite64", "ENOSPC"),
          Map.entry("write", "ENOSPC"),
          Map.entry("copy_file_range", "EIO"),
          Map.entry("sendfile", "EIO"),
          Map.entry("ftruncate", "EIO"),
          Map.entry("fallocate", "ENOSPC"),
          Map.entry("fsync", "EIO"),
          Map.entry("fdatasync", "EIO"),
          Map.entry("rename", "EIO"),
          Map.entry("renameat", "EIO"),
          Map.entry("renameat2", "EIO"),
          Map.entry("link", "EIO"),
          Map.entry("unlink", "EIO"),
          Map.entry("unlinkat", "EIO"),
          Map.entry("rmdir", "EIO"));

  private static final Pattern CALL = Pattern.compile("(\\d+) +(\\w+)\\((.*)");

  private Traces() {}

  /// One call: the `ordinal`-th of its name on that path by its thread.
  record Point(String call, Path path, int ordinal) {}

  /// How a call is disturbed.
  enum Disturbance {
    ERROR,
    KILL;

    String words(Point point) {
      String how =
          switch (this) {
            case ERROR -> "error=" + ERRORS.get(point.call());
            case KILL -> "signal=SIGKILL";
          };
      return "inject=" + point.call() + ":" + how + ":when=" + point.ordinal();
    }
  }

  static void assumeTool() {
    ProgramRun run =
        ProgramRun.of(List.of("sh", "-c", "strace -f -o /dev/null true"), Map.of(), Program.LIMIT);
    Assumptions.assumeTrue(run.exitCode() == 0, "strace is not installed, or not allowed here");
  }

  /// {@return the calls of an undisturbed run, each once, in their order}
  static List<Point> record(List<String> command, Path folder, Path log) {
    List<String> traced =
        new ArrayList<>(List.of("strace", "-f", "-y", "-qq", "--seccomp-bpf", "-s", "200", "-o"));
    traced.add(log.toString());
    traced.add("-e");
    traced.add("trace=" + String.join(",", ERRORS.keySet()));
    traced.addAll(command);
    ProgramRun run = ProgramRun.of(traced, Program.environment(), Program.LIMIT);
    try {
      Set<Point> points = new LinkedHashSet<>();
      Map<String, Integer> counts = new HashMap<>();
      Pattern paths = Pattern.compile("[\"<](" + Pattern.quote(folder.toString()) + "/[^\">]*)");
      for (String line : Files.readAllLines(log)) {
        Matcher call = CALL.matcher(line);
        if (!call.matches()) {
          continue;
        }
        // An opened path stands in the line twice, as argument and in the answer.
        Set<String> named = new LinkedHashSet<>();
        Matcher path = paths.matcher(call.group(3));
        while (path.find()) {
          named.add(path.group(1));
        }
        for (String name : named) {
          int ordinal =
              counts.merge(call.group(1) + " " + call.group(2) + " " + name, 1, Integer::sum);
          points.add(new Point(call.group(2), Path.of(name), ordinal));
        }
      }
      if (points.isEmpty()) {
        throw new AssertionError("no calls traced: " + run);
      }
      return List.copyOf(points);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// {@return the run of a program with one call disturbed}
  static ProgramRun disturbed(List<String> command, Point point, Disturbance how) {
    List<String> traced = new ArrayList<>(List.of("strace", "-f", "-qq", "-o", "/dev/null", "-P"));
    traced.add(point.path().toString());
    traced.addAll(List.of("-e", "trace=" + point.call(), "-e", how.words(point)));
    traced.addAll(command);
    return ProgramRun.of(traced, Program.environment(), Program.LIMIT);
  }
}
