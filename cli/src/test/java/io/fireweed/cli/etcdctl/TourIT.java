package io.fireweed.cli.etcdctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.ClusterPlan;
import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.Eventually;
import io.fireweed.fixtures.ProgramRun;
import io.fireweed.fixtures.RealEtcd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One tour through everything a client asks of a member, taken by Go's `etcdctl` and by ours, on
/// our member and on a real etcd: the same answers everywhere.
class TourIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /// `<` stands before what is typed into a command, `|` for the end of a line there.
  private static final List<String> STOPS =
      """
      put a 1
      put a 2 --prev-kv
      put b 3
      put c/1 x
      put c/2 y
      get a
      get a -w fields
      get c/ --prefix
      get a --rev 2
      get a zz --limit 2 -w fields
      get '' --from-key --keys-only
      get a --count-only -w fields
      get absent
      get a --rev 99
      del b --prev-kv
      del absent
      txn < mod("a") > "0"||put a 5|get a||get absent||
      txn < val("a") = "nope"||put a 6||get a|del c/1||
      txn < |put x 1|put x 2|||
      compaction 3
      compaction 3
      get a --rev 2
      lease grant 600 --watch
      lease list
      lease timetolive 77
      lease keep-alive 77
      lease revoke 77
      user add root:pw
      user add u:pw
      user add u:pw
      role add r
      role grant-permission r readwrite c/ --prefix
      role get r
      user grant-role u r
      user get u
      user list
      role list
      auth enable
      get a
      get a --user u:pw
      get c/2 --user u:pw
      put c/3 z --user u:pw
      put a z --user u:pw
      get c/2 --user u:wrong
      user list --user u:pw
      user list --user root:pw
      role revoke-permission r c/ --prefix --user root:pw
      get c/2 --user u:pw
      auth disable --user root:pw
      user delete u
      role delete r
      member list -w fields
      member list -w table
      alarm list
      alarm disarm
      defrag
      move-leader 77
      endpoint health
      watch a --rev 1
      watch z a
      put '' 1
      put a 1 --lease 77
      """
          .lines()
          .filter(line -> !line.contains("--watch"))
          .toList();

  @TempDir Path temporary;

  @Test
  void bothToolsOfGoAndOursAnswerOnOurMemberAsOnARealEtcd() throws Exception {
    EtcdPrograms programs35 = EtcdPrograms.assume("3.5");
    List<String> differences = new ArrayList<>();
    List<EtcdPrograms> tools = new ArrayList<>(List.of(programs35));
    EtcdPrograms.find("3.4").ifPresent(tools::add);
    for (EtcdPrograms tool : tools) {
      String name = "go-" + tool.version();
      compare(name, programs35, (url, typed, words) -> go(tool, url, typed, words), differences);
    }
    compare("ours", programs35, TourIT::ours, differences);
    assertThat(differences).isEmpty();
  }

  @Test
  void aSnapshotOfOurMemberIsRestoredByBothToolsAndServedAgain() throws Exception {
    EtcdPrograms programs = EtcdPrograms.assume("3.5");
    try (OurMember member = OurMember.start(temporary.resolve("m"))) {
      ours(member.url(), "", "put", "kept", "yes");
      Path byGo = temporary.resolve("go.db");
      Path byUs = temporary.resolve("ours.db");
      assertThat(go(programs, member.url(), "", "snapshot", "save", byGo.toString()))
          .startsWith("exit 0");
      assertThat(ours(member.url(), "", "snapshot", "save", byUs.toString())).startsWith("exit 0");
      Path restoredByGo = temporary.resolve("by-go");
      programs
          .offlineTool(
              List.of("snapshot", "restore", byUs.toString(), "--data-dir=" + restoredByGo))
          .requireSuccess();
      Path restoredByUs = temporary.resolve("by-us");
      assertThat(
              CtlRun.of(
                      Map.of(),
                      "",
                      "snapshot",
                      "restore",
                      byGo.toString(),
                      "--data-dir=" + restoredByUs)
                  .exitCode())
          .isZero();
      for (Path directory : List.of(restoredByGo, restoredByUs)) {
        try (OurMember again = OurMember.start(directory)) {
          assertThat(go(programs, again.url(), "", "get", "kept")).contains("kept\nyes\n");
        }
        try (RealEtcd real = RealEtcd.start(programs, directory)) {
          assertThat(ours(real.clientUrl(), "", "get", "kept")).contains("kept\nyes\n");
        }
      }
    }
  }

  @Test
  void locksOfBothToolsExcludeEachOtherOnOurMember() throws Exception {
    EtcdPrograms programs = EtcdPrograms.assumeAny().getLast();
    try (OurMember member = OurMember.start(temporary.resolve("m"))) {
      String endpoint = "--endpoints=" + member.url();
      try (CtlProcess go = CtlProcess.of(programs.etcdctl(), Map.of(), endpoint, "lock", "l")) {
        go.awaitOut("l/");
        try (CtlProcess ours =
            CtlProcess.ours(Map.of(), endpoint, "lock", "l", "--", "sh", "-c", "echo in; exit 7")) {
          go.terminate();
          assertThat(go.exitCode()).isZero();
          assertThat(ours.exitCode()).isEqualTo(7);
          assertThat(ours.out()).isEqualTo("in\n");
        }
      }
    }
  }

  /// How a tool is run: its exit code, output and error, without what differs from run to run.
  private interface Tool {
    String run(String url, String typed, String... words) throws IOException, InterruptedException;
  }

  private void compare(String name, EtcdPrograms programs, Tool tool, List<String> differences)
      throws Exception {
    try (RealEtcd real = RealEtcd.start(programs, temporary.resolve(name + "-real"));
        OurMember member = OurMember.start(temporary.resolve(name + "-ours"))) {
      for (String stop : STOPS) {
        String[] halves = stop.split(" < ", 2);
        String typed = halves.length > 1 ? halves[1].replace('|', '\n') : "";
        String[] words = CtlRun.words(halves[0]);
        String expected = tool.run(real.clientUrl(), typed, words);
        String found = tool.run(member.url(), typed, words);
        if (!expected.equals(found)) {
          differences.add(name + ": " + stop + "\nexpected " + expected + "\nfound " + found);
        }
      }
    }
  }

  private static String go(EtcdPrograms tool, String url, String typed, String... words) {
    List<String> all = new ArrayList<>(List.of("--endpoints=" + url));
    all.addAll(Arrays.asList(words));
    if (isEndless(words)) {
      try (CtlProcess run = CtlProcess.of(tool.etcdctl(), Map.of(), all.toArray(String[]::new))) {
        return endless(run);
      }
    }
    ProgramRun run = tool.etcdctlReading(typed, all);
    return told(run.exitCode(), CtlRun.withoutUsage(run.out()), run.err());
  }

  private static String ours(String url, String typed, String... words) {
    if (isEndless(words)) {
      List<String> all = new ArrayList<>(List.of("--endpoints=" + url));
      all.addAll(Arrays.asList(words));
      try (CtlProcess run = CtlProcess.ours(Map.of(), all.toArray(String[]::new))) {
        return endless(run);
      }
    }
    CtlRun run = CtlRun.against(url, Map.of(), typed, words);
    return told(run.exitCode(), run.out(), run.err());
  }

  /// A watch is ended by the server here, for what it asks about is compacted.
  private static boolean isEndless(String... words) {
    return words[0].equals("watch");
  }

  private static String endless(CtlProcess run) {
    try {
      return told(run.exitCode(), run.out(), run.err());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String told(int exitCode, String out, String err) {
    return "exit "
        + exitCode
        + "\n"
        + CtlRun.steady(out)
            .replaceAll("took = \\S+", "took = T")
            .replaceAll("took \\S+", "took T")
            .replaceAll("\"RaftTerm\" : \\d+", "\"RaftTerm\" : N")
        + "error: "
        + CtlRun.error(err);
  }

  /// Our member as a process of its own.
  private record OurMember(Process process, String url, Path log) implements AutoCloseable {
    static OurMember start(Path directory) throws IOException {
      ClusterPlan plan = ClusterPlan.of(1);
      ClusterPlan.Member member = plan.members().getFirst();
      Path log = Path.of(directory + "-member.log");
      List<String> command =
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xmx512m",
              "--enable-native-access=ALL-UNNAMED",
              "--sun-misc-unsafe-memory-access=allow",
              "-cp",
              System.getProperty("java.class.path"),
              "io.fireweed.cli.etcd.Etcd",
              "--name=" + member.name(),
              "--data-dir=" + directory,
              "--listen-client-urls=" + member.clientUrl(),
              "--advertise-client-urls=" + member.clientUrl(),
              "--listen-peer-urls=" + member.peerUrl(),
              "--initial-advertise-peer-urls=" + member.peerUrl(),
              "--initial-cluster=" + plan.initialCluster(),
              "--initial-cluster-token=" + plan.token());
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().keySet().removeIf(name -> name.startsWith("ETCD"));
      builder.redirectErrorStream(true).redirectOutput(log.toFile());
      OurMember started = new OurMember(builder.start(), member.clientUrl(), log);
      Eventually.within(
          LIMIT,
          () -> "our member serves\n" + started.logText(),
          () -> {
            if (!started.process().isAlive()) {
              throw new AssertionError("our member ended\n" + started.logText());
            }
            return CtlRun.against(
                        started.url(), Map.of(), "", "get", "ready", "--command-timeout=2s")
                    .exitCode()
                == 0;
          });
      return started;
    }

    String logText() {
      try {
        return Files.readString(log);
      } catch (IOException e) {
        return e.toString();
      }
    }

    @Override
    public void close() {
      process.destroy();
      try {
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
