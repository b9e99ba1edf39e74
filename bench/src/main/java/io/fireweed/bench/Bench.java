package io.fireweed.bench;

import io.fireweed.bench.member.MemberBench;
import io.fireweed.bench.raft.RaftBench;
import io.fireweed.testkit.SnapshotGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// `./dev bench NAME [ARG...]`.
///
/// | name | arguments | what |
/// |---|---|---|
/// | `offline` | `[small\|1.2g\|8g] [rounds]` | the offline tools beside Go's; see [OfflineBench] |
/// | `raft` | `[forks]` | the consensus core in memory; see [RaftBench] |
/// | `member` | `[rounds [seconds [row...]]]` | a member beside Go's; see [MemberBench] |
/// | `replay` | `DIRECTORY OUTPUT` | one [ReplayPhase], which `offline` runs in JVMs of their own |
public final class Bench {
  private Bench() {}

  static void main(String[] args) throws IOException {
    List<String> words = List.of(args);
    Path root = Path.of("").toAbsolutePath();
    Path work = root.resolve(".fireweed").resolve("bench");
    if (!words.isEmpty() && words.getFirst().equals("offline")) {
      machine();
      String size = words.size() > 1 ? words.get(1) : SnapshotGenerator.Shape.LARGE.name();
      int rounds = words.size() > 2 ? Integer.parseInt(words.get(2)) : 5;
      new OfflineBench(root, work, SnapshotGenerator.Shape.find(size), rounds).run();
      return;
    }
    if (words.size() == 3 && words.getFirst().equals("replay")) {
      new ReplayPhase().run(Path.of(words.get(1)), Path.of(words.get(2)));
      return;
    }
    if (!words.isEmpty() && words.getFirst().equals("raft")) {
      machine();
      new RaftBench(words.size() > 1 ? Integer.parseInt(words.get(1)) : 3).run();
      return;
    }
    if (!words.isEmpty() && words.getFirst().equals("member")) {
      machine();
      int rounds = words.size() > 1 ? Integer.parseInt(words.get(1)) : 3;
      int seconds = words.size() > 2 ? Integer.parseInt(words.get(2)) : 4;
      List<String> rows = words.size() > 3 ? words.subList(3, words.size()) : List.of();
      Path folder = work.resolve("member");
      new MemberBench(root, folder, rounds, Duration.ofSeconds(seconds), rows).run();
      System.exit(0); // the threads of connections linger
    }
    IO.println(
        "usage: ./dev bench offline [small|1.2g|8g] [rounds]  or  ./dev bench raft [forks]  or\n"
            + "       ./dev bench member [rounds [seconds [row...]]]");
    System.exit(2);
  }

  private static void machine() throws IOException {
    String processor =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 2))
            .findFirst()
            .orElse("unknown processor");
    IO.println(
        "Machine: %s, %d cores; Java %s."
            .formatted(processor, Runtime.getRuntime().availableProcessors(), Runtime.version()));
  }
}
