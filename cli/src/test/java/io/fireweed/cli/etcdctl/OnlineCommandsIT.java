package io.fireweed.cli.etcdctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.Eventually;
import io.fireweed.fixtures.ProgramRun;
import io.fireweed.fixtures.RealEtcd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Our online commands beside Go's: each command runs once with each program, both on servers that
/// have seen the same commands; output, exit code and the text of the error must be equal.
class OnlineCommandsIT {
  @TempDir Path temporary;

  @Test
  void everyCommandAnswersAs34Does() {
    compare(EtcdPrograms.assume("3.4"), List.of());
  }

  @Test
  void everyCommandAnswersAs35Does() {
    compare(EtcdPrograms.assume("3.5"), TypedCalls.COMMANDS_OF_35);
  }

  private void compare(EtcdPrograms programs, List<String> more) {
    List<String> commands = new ArrayList<>(TypedCalls.COMMANDS);
    commands.addAll(more);
    // The last one: a cluster of one that awaits a second member takes no more writes.
    commands.add("member add x -w table --peer-urls=http://127.0.0.1:2");
    List<String> differences = new ArrayList<>();
    try (RealEtcd theirs = RealEtcd.start(programs, temporary.resolve("theirs"));
        RealEtcd ours = RealEtcd.start(programs, temporary.resolve("ours"))) {
      for (String command : commands) {
        String[] words = CtlRun.words(command);
        ProgramRun go = theirs.etcdctl(words);
        CtlRun java = CtlRun.against(ours.clientUrl(), Map.of(), "", words);
        String expected =
            "exit "
                + go.exitCode()
                + "\n"
                + CtlRun.steady(CtlRun.withoutUsage(go.out()))
                + "error: "
                + CtlRun.error(go.err());
        String found =
            "exit "
                + java.exitCode()
                + "\n"
                + CtlRun.steady(java.out())
                + "error: "
                + CtlRun.error(java.err());
        if (!expected.equals(found)) {
          differences.add(
              command + "\nexpected " + expected + "\nfound " + found + "\n" + java.err());
        }
      }
    }
    assertThat(differences).as("%s", programs.version()).isEmpty();
  }

  @Test
  void transactionsAnswerAs34Does() throws IOException {
    compareTransactions(
        EtcdPrograms.assume("3.4"), List.of("simple", "fields"), TypedCalls.TRANSACTIONS);
  }

  @Test
  void transactionsAnswerAs35Does() throws IOException {
    List<String> inputs = new ArrayList<>(TypedCalls.TRANSACTIONS);
    inputs.add(TypedCalls.WITH_QUOTES);
    compareTransactions(
        EtcdPrograms.assume("3.5"), List.of("simple", "json", "fields", "table"), inputs);
  }

  private void compareTransactions(EtcdPrograms programs, List<String> formats, List<String> inputs)
      throws IOException {
    List<String> differences = new ArrayList<>();
    try (RealEtcd theirs = RealEtcd.start(programs, temporary.resolve("theirs"));
        RealEtcd ours = RealEtcd.start(programs, temporary.resolve("ours"))) {
      for (String format : formats) {
        for (String input : inputs) {
          for (String mode : List.of("--interactive", "--interactive=false")) {
            ProgramRun go =
                theirs
                    .programs()
                    .etcdctlReading(
                        input,
                        List.of("--endpoints=" + theirs.clientUrl(), "txn", mode, "-w", format));
            CtlRun java =
                CtlRun.against(ours.clientUrl(), Map.of(), input, "txn", mode, "-w", format);
            String expected =
                "exit " + go.exitCode() + "\n" + CtlRun.steady(go.out()) + CtlRun.error(go.err());
            String found =
                "exit "
                    + java.exitCode()
                    + "\n"
                    + CtlRun.steady(java.out())
                    + CtlRun.error(java.err());
            if (!expected.equals(found)) {
              differences.add(format + " " + input + "\nexpected " + expected + "\nfound " + found);
            }
          }
        }
      }
    }
    assertThat(differences).as("%s", programs.version()).isEmpty();
  }

  @Test
  void aSavedSnapshotIsWhatTheMemberSent() throws IOException {
    EtcdPrograms programs = EtcdPrograms.assumeAny().getFirst();
    Path file = temporary.resolve("s.db");
    Files.writeString(file, "older");
    try (RealEtcd etcd = RealEtcd.start(programs, temporary.resolve("m"))) {
      etcd.etcdctl("put", "a", "1").requireSuccess();
      CtlRun saved =
          CtlRun.against(etcd.clientUrl(), Map.of(), "", "snapshot", "save", file.toString());
      assertThat(saved.exitCode()).as(saved.err()).isZero();
      assertThat(saved.out()).startsWith("Snapshot saved at " + file + "\n");
      assertThat(saved.err()).contains("sha256");
      assertThat(programs.offlineTool(List.of("snapshot", "status", file.toString())).exitCode())
          .isZero();
      assertThat(
              CtlRun.of(Map.of(), "", "snapshot", "status", file.toString(), "-w", "json")
                  .exitCode())
          .isZero();
      assertThat(file.resolveSibling("s.db.part")).doesNotExist();
    }
    CtlRun failed =
        CtlRun.against(
            "127.0.0.1:1",
            Map.of(),
            "",
            "snapshot",
            "save",
            file.toString(),
            "--command-timeout=1s");
    assertThat(failed.exitCode()).isEqualTo(5);
    assertThat(Files.size(file)).isGreaterThan(5);
    assertThat(file.resolveSibling("s.db.part")).doesNotExist();
  }

  @Test
  void endpointsAndMembersAreToldAs35Does() {
    EtcdPrograms programs = EtcdPrograms.assume("3.5");
    try (RealEtcd etcd = RealEtcd.start(programs, temporary.resolve("m"))) {
      for (String command :
          """
          member list
          member list -w json
          member list -w json --hex
          member list -w fields
          member list -w table
          member list -w protobuf
          endpoint hashkv -w json
          endpoint hashkv -w json --cluster
          endpoint health --cluster
          endpoint health -w json
          endpoint health -w fields
          """
              .lines()
              .toList()) {
        String[] words = CtlRun.words(command);
        ProgramRun go = etcd.etcdctl(words);
        CtlRun java = CtlRun.against(etcd.clientUrl(), Map.of(), "", words);
        assertThat(timeless(java.out())).as(command + java.err()).isEqualTo(timeless(go.out()));
        assertThat(java.exitCode()).isEqualTo(go.exitCode());
      }
      // A young member goes on writing by itself for a moment.
      String[] status = CtlRun.words("endpoint status -w json");
      Eventually.within(
          Duration.ofSeconds(60),
          () -> "the same status",
          () ->
              CtlRun.against(etcd.clientUrl(), Map.of(), "", status)
                  .out()
                  .equals(etcd.etcdctl(status).out()));
      CtlRun line = CtlRun.against(etcd.clientUrl(), Map.of(), "", "endpoint", "status");
      assertThat(line.out())
          .startsWith(etcd.clientUrl() + ", ")
          .contains(", 3.5.")
          .endsWith(", false\n");
      CtlRun partly =
          CtlRun.of(
              Map.of("ETCDCTL_ENDPOINTS", "127.0.0.1:1," + etcd.clientAddress()),
              "",
              "endpoint",
              "health",
              "--command-timeout=3s");
      assertThat(partly.exitCode()).isEqualTo(1);
      assertThat(partly.out()).contains(etcd.clientAddress() + " is healthy: ");
      assertThat(partly.err())
          .contains(
              "127.0.0.1:1 is unhealthy: failed to commit proposal: context deadline exceeded")
          .endsWith("Error: unhealthy cluster\n");
      CtlRun defragmented = CtlRun.against(etcd.clientUrl(), Map.of(), "", "defrag");
      assertThat(defragmented.out())
          .startsWith("Finished defragmenting etcd member[" + etcd.clientUrl() + "]. took ");
      CtlRun cluster =
          CtlRun.against(
              "127.0.0.1:1," + etcd.clientUrl(), Map.of(), "", "defrag", "--command-timeout=3s");
      assertThat(cluster.exitCode()).isEqualTo(1);
      assertThat(cluster.out()).contains("Finished defragmenting etcd member[" + etcd.clientUrl());
      assertThat(cluster.err()).contains("Failed to defragment etcd member[127.0.0.1:1]. took ");
      CtlRun learner =
          CtlRun.against(
              etcd.clientUrl(),
              Map.of(),
              "",
              CtlRun.words("member add m2 --learner --peer-urls=http://127.0.0.1:2"));
      assertThat(learner.out())
          .matches("(?s)Member [ 0-9a-f]{16} added as learner to cluster [ 0-9a-f]{16}\n\nETCD.*")
          .contains("ETCD_NAME=\"m2\"\n", "m2=http://127.0.0.1:2")
          .endsWith("ETCD_INITIAL_CLUSTER_STATE=\"existing\"\n");
    }
  }

  @Test
  void usersAreAskedForTheirPassword() {
    EtcdPrograms programs = EtcdPrograms.assumeAny().getFirst();
    try (RealEtcd etcd = RealEtcd.start(programs, temporary.resolve("m"))) {
      etcd.etcdctl("user", "add", "root:pw").requireSuccess();
      etcd.etcdctl("auth", "enable").requireSuccess();
      for (String command :
          """
          put a 1 --user root:pw
          get a --user root --password pw
          get a
          get a --user root:bad
          get a --user nobody:pw
          lease list --user root:pw
          """
              .lines()
              .toList()) {
        String[] words = CtlRun.words(command);
        ProgramRun go = etcd.etcdctl(words);
        CtlRun java = CtlRun.against(etcd.clientUrl(), Map.of(), "", words);
        assertThat(java.out()).as(command).isEqualTo(go.out());
        assertThat(java.exitCode()).as(command).isEqualTo(go.exitCode());
        assertThat(CtlRun.error(java.err())).as(command).isEqualTo(CtlRun.error(go.err()));
      }
    }
  }

  @Test
  void whoCannotBeReachedIsNamedAndTheWordsAreThoseOfEtcd() {
    CtlRun run = CtlRun.against("127.0.0.1:1", Map.of(), "", "get", "a", "--command-timeout=1s");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("127.0.0.1:1").endsWith("Error: context deadline exceeded\n");
  }

  private static String timeless(String out) {
    return out.replaceAll("[0-9.]+(ms|µs|s)\\b", "T");
  }
}
