package io.fireweed.cli.etcdctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.ProgramRun;
import io.fireweed.fixtures.RealEtcd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    compare(EtcdPrograms.assume("3.5"), COMMANDS_OF_35);
  }

  private void compare(EtcdPrograms programs, List<String> more) {
    List<String> commands = new ArrayList<>(COMMANDS);
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
    compareTransactions(EtcdPrograms.assume("3.4"), List.of("simple", "fields"), TRANSACTIONS);
  }

  @Test
  void transactionsAnswerAs35Does() throws IOException {
    List<String> inputs = new ArrayList<>(TRANSACTIONS);
    inputs.add(WITH_QUOTES);
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
      String go = etcd.etcdctl("endpoint", "status", "-w", "json").out();
      assertThat(
              CtlRun.against(etcd.clientUrl(), Map.of(), "", "endpoint", "status", "-wjson").out())
          .isEqualTo(go);
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
              "--command-timeout=1s");
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
              "127.0.0.1:1," + etcd.clientUrl(), Map.of(), "", "defrag", "--command-timeout=1s");
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
    return out.replaceAll("[0-9.]+(ms|µs)", "T");
  }

  /// 3.4 reads single quotes as letters.
  private static final String WITH_QUOTES = "\nput 'a b' \"c \\n d\"\nget 'a b'\n\n\n";

  private static final List<String> TRANSACTIONS =
      List.of(
          "\nput a 1\nput b 2\n\n\n",
          "mod(\"a\") > \"0\"\n\nput a 5\nget a\ndel b --prev-kv\n\nget zz\n\n",
          "val(\"a\") = \"nope\"\nvalue(\"a\") != \"x\"\n\nput a 5\n\nget a\nput c d --prev-kv\n\n",
          "create(\"a\") = \"2\"\nver(\"a\") < \"99\"\nc(\"a\") = \"2\"\n\nget a\n\n\n",
          "m(\"a\") > \"2\"\nversion(\"a\") > \"1\"\n\nget a --prefix --keys-only\n\n\n",
          "bogus\n\n\n\n",
          "foo(\"a\") = \"1\"\n\n\n\n",
          "mod(\"a\") = \"x\"\n\n\n\n",
          "mod(a) = 0\n\n\n\n",
          "mod(\"a\")=\"0\"\n\n\n\n",
          "mod( \"a\" ) = \"0\"\n\n\n\n",
          "  mod(\"a b\") = \"0\"  x\n\n\n\n",
          "mod(\"a\") = 0\n\n\n\n",
          "val(\"a\\\"b\") > \"x\n\n\n\n",
          "val(\"a) > \"x\"\n\n\n\n",
          "\nbogus x\n\n\n",
          "\nput a\n\n\n",
          "\nget\n\n\n",
          "\nput x 1\nput x 2\n\n\n",
          "",
          "\nget a\n",
          "\nget a --bogus\n\n\n");

  private static final List<String> COMMANDS =
      """
      put a 1
      put a 2 --prev-kv
      put b 3 -w json --prev-kv
      put c 4 -w fields --prev-kv
      put c 4 -w fields --prev-kv
      put c 4 -w protobuf
      put c 4 -w table
      put c 4 -w bogus
      put
      put a
      put a b c
      put a x --ignore-value
      put a --ignore-value
      put a 7 --ignore-lease
      put zz --ignore-value
      put a 1 --lease x
      put a 1 --lease 77
      put a 1 --lease fffffffffffffffffff
      put '' 1
      put -- -k -v
      get -- -k
      put ä → --prev-kv
      get ä --hex
      get ä -w fields
      get a -w json
      get a -w fields
      get a -w protobuf
      get a -w table
      get a --hex
      put a 5 --hex --prev-kv
      get '' --prefix --keys-only
      get '' --from-key -w json
      get a c
      get a --from-key --limit 1 -w json
      get a --prefix --from-key
      get a --consistency x
      get a --consistency s
      get a --order x
      get a --sort-by x
      get a --prefix z
      get
      get a b c
      get a --print-value-only
      get a --print-value-only -w json
      get a --rev 3
      get a --rev 999
      get a --rev x
      get ''
      get absent
      get absent -w json
      get a --from-key --order descend --sort-by modify
      get a --from-key --sort-by create
      get a --from-key --order DESCEND
      get a --from-key --sort-by VERSION --order ascend
      get a --from-key --sort-by value
      compaction 3
      compaction 2
      compaction 0x4
      get a --rev 2
      compaction
      compaction x
      compaction 99999999999999999999
      compaction 999
      compaction 4 -w json
      compaction 5 --physical
      compaction 6 -w bogus
      del c --prev-kv
      del zz
      del
      del a b c
      del a --prefix --from-key
      del a b --prefix
      del b -w json --prev-kv
      del a -w fields --prev-kv
      del q -w protobuf
      put p1 x
      put p2 y
      del p --prefix --prev-kv --hex
      put p1 x
      put p2 y
      del p1 p9
      del '' --prefix
      lease grant x
      lease grant
      lease grant 100
      lease grant 99 -w json
      lease grant 99 -w fields
      lease grant 99 -w protobuf
      lease grant 99 -w table
      lease grant 99999999999
      lease list
      lease list -w table
      lease timetolive 77
      lease timetolive 77 --keys
      lease timetolive 77 -w json
      lease timetolive 77 -w fields
      lease timetolive
      lease timetolive x
      lease keep-alive --once 77
      lease keep-alive 77
      lease keep-alive
      lease keep-alive zz
      lease revoke 77
      lease revoke
      lease revoke zz
      user add
      user add u:pw
      user add u:pw
      user add n --no-password
      user add :pw
      user add v --new-user-password pw
      user add w:pw -w fields
      user add w2:pw -w json
      user add w3:pw -w protobuf
      user list
      user list -w json
      user list -w fields
      user list -w table
      user get u
      user get u -w json
      user get u -w fields
      user get zz
      user get u --detail
      role add r
      role add r
      role add r2 -w fields
      role list
      role list -w fields
      role list -w json
      role get r
      role grant-permission r read a
      role grant-permission r readwrite b c
      role grant-permission r write d --prefix
      role grant-permission r write e --from-key
      role grant-permission r bogus e
      role grant-permission r read '' --prefix
      role grant-permission r
      role get r
      role get r -w json
      role get r -w fields
      role get r -w table
      role get zz
      role revoke-permission r a
      role revoke-permission r b c
      role revoke-permission r d --prefix
      role revoke-permission r e --from-key
      role revoke-permission r zz
      role revoke-permission r
      user grant-role u r
      user grant-role u zz
      user get u
      user get u --detail
      user revoke-role u r
      user revoke-role u r
      user revoke-role u
      user passwd
      user delete n
      user delete zz
      role delete r
      role delete r
      auth enable
      auth disable
      role get
      user get
      user delete
      role add
      role delete
      user grant-role
      user list x
      role list x
      auth enable x
      auth disable x
      move-leader
      move-leader zz
      move-leader 77
      member add
      member add x
      member add x --peer-urls=bogus
      member remove
      member remove zz
      member remove 77
      member update
      member update 77
      member update 77 --peer-urls=http://127.0.0.1:3
      member promote 77
      member promote
      member list -w bogus
      alarm list
      alarm list -w json
      alarm list -w table
      alarm list x
      alarm disarm
      alarm disarm x
      endpoint hashkv --rev 99
      endpoint hashkv -w protobuf
      endpoint status -w protobuf
      endpoint health -w protobuf
      endpoint status -w bogus
      snapshot save
      member add x y
      snapshot save /nonexistent/s.db --endpoints=127.0.0.1:1,127.0.0.1:2
      """
          .lines()
          .toList();

  private static final List<String> COMMANDS_OF_35 =
      """
      put a 1
      get a --count-only
      get a --count-only -w fields
      get a --keys-only --count-only
      alarm list -w fields
      auth status
      auth status -w json
      auth status -w fields
      auth status x
      user add root:pw
      auth enable
      auth enable
      get a
      get a --user root:pw
      user list --user root:pw
      user get root --user root:pw
      auth disable --user root:pw
      """
          .lines()
          .toList();
}
