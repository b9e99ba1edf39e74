package io.fireweed.cli.etcdutl;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.CommandLine;
import io.fireweed.cli.command.Dialect;
import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.Terminal;
import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.Fixtures;
import io.fireweed.fixtures.ProgramRun;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.schema.EtcdRelease;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Our offline commands beside the installed ones: output, exit code and the text of the error.
class OfflineToolsGoldenTest {
  private static final String ADVERTISE = "--initial-advertise-peer-urls=";
  private static final String CLUSTER = "--initial-cluster=";
  private static final String GOOD = "http://127.0.0.1:27380";

  @TempDir Path temporary;

  /// What a call did.
  private record Run(int exitCode, String out, String error) {}

  @BeforeEach
  void expandFiles() throws IOException {
    byte[] snapshot = Fixtures.bytes("v34-snapshot.db");
    Files.write(temporary.resolve("s.db"), snapshot);
    Files.write(temporary.resolve("raw.db"), Arrays.copyOf(snapshot, snapshot.length - 32));
    byte[] wrong = snapshot.clone();
    Arrays.fill(wrong, snapshot.length - 32, snapshot.length, (byte) 0);
    Files.write(temporary.resolve("wrong.db"), wrong);
    Files.createDirectories(temporary.resolve("full/x"));
    Files.createDirectories(temporary.resolve("wal"));
  }

  /// Calls that 3.4.23 and 3.5.30 answer alike.
  static Stream<List<String>> callsOfBothReleases() {
    List<List<String>> calls = new ArrayList<>();
    for (String format : List.of("simple", "json", "fields", "protobuf", "bogus")) {
      calls.add(List.of("-w", format, "snapshot", "status", "s.db"));
    }
    calls.add(List.of("snapshot", "status"));
    calls.add(List.of("snapshot", "status", "a", "b"));
    calls.add(List.of("snapshot", "status", "absent.db"));
    calls.add(List.of("snapshot", "status", "raw.db"));
    calls.add(List.of("sn", "st", "-wjson", "s.db"));
    calls.add(List.of("bogus"));
    calls.add(List.of("snapshto"));
    calls.add(List.of("snapshot", "status", "--x", "s.db"));
    calls.add(List.of("snapshot", "status", "-x", "s.db"));
    calls.add(List.of("snapshot", "status", "-w"));
    calls.add(restore("--skip-hash-check=bogus"));
    calls.add(restore("--data-dir"));
    for (String url :
        List.of(
            "127.0.0.1:2380",
            "ftp://127.0.0.1:2380",
            "http://127.0.0.1",
            "http://127.0.0.1:2380/",
            "http://127.0.0.1:2380/x",
            "http://[::1:2380",
            "http://::1:2380",
            "http://127.0.0.1:abc",
            "http://a b:2380",
            "http://a%zz:2380",
            "http://a%41:2380",
            "http://a:1/%zz",
            "://x",
            "")) {
      calls.add(restore(CLUSTER + "m1=" + url, ADVERTISE + GOOD));
      calls.add(restore(CLUSTER + "m1=" + GOOD, ADVERTISE + url));
    }
    calls.add(restore(CLUSTER, ADVERTISE + GOOD));
    calls.add(restore(CLUSTER + "m2=" + GOOD, ADVERTISE + GOOD));
    calls.add(restore(CLUSTER + "m1=" + GOOD));
    calls.add(restore(CLUSTER + "m1=" + GOOD + ",m1=http://127.0.0.1:1", ADVERTISE + GOOD));
    calls.add(restore(CLUSTER + "m1=" + GOOD, ADVERTISE + GOOD + ",http://127.0.0.1:1"));
    calls.add(restore(CLUSTER + "m1=" + GOOD + ",m2=" + GOOD, ADVERTISE + GOOD));
    calls.add(restoreGood("s.db", "--data-dir=d", "--wal-dir=wal"));
    calls.add(restoreGood("absent.db", "--data-dir=d"));
    calls.add(restoreGood("raw.db", "--data-dir=d"));
    calls.add(restoreGood("wrong.db", "--data-dir=d"));
    calls.add(restoreGood("raw.db", "--data-dir=d", "--skip-hash-check"));
    calls.add(restoreGood("s.db", "--data-dir=d", "--wal-dir=elsewhere"));
    return calls.stream();
  }

  /// Calls whose answer changed with 3.5.
  static Stream<List<String>> callsOf35() {
    return Stream.of(
        restoreGood("s.db", "--data-dir=full"),
        restoreGood("s.db", "--data-dir=d", "--bump-revision=5"),
        restoreGood("s.db", "--data-dir=d", "--mark-compacted"),
        restoreGood("s.db", "--data-dir=d", "--bump-revision=x"),
        restoreGood("s.db", "--data-dir=d", "--bump-revision=5", "--mark-compacted"),
        List.of("defrag"),
        List.of("snapshot", "restore", "--data-dir=d"),
        List.of("snapshot", "restore", "a", "b", "--data-dir=d"));
  }

  @ParameterizedTest
  @MethodSource("callsOfBothReleases")
  void etcdctlAnswersAs34Does(List<String> words) throws IOException {
    EtcdPrograms programs = EtcdPrograms.assume("3.4");
    assertSame(words, programs, ctlProgram());
  }

  @ParameterizedTest
  @MethodSource({"callsOfBothReleases", "callsOf35"})
  void etcdutlAnswersAs35Does(List<String> words) throws IOException {
    EtcdPrograms programs = EtcdPrograms.assume("3.5");
    programs.assumeEtcdutl();
    assertSame(words, programs, utlProgram());
  }

  @Test
  void tablesLookAsThoseOf34() throws IOException {
    EtcdPrograms programs = EtcdPrograms.assume("3.4");
    assertSame(List.of("-w", "table", "snapshot", "status", "s.db"), programs, ctlProgram());
  }

  @Test
  void statusOf37CountsLiveKeysAndNamesTheStorageVersion() {
    Run run = ours(EtcdUtl.program(), List.of("-w=json", "snapshot", "status", "s.db"));
    assertThat(run.out())
        .isEqualTo(
            "{\"hash\":4289191505,\"revision\":14,\"totalKey\":4,\"totalSize\":32768,"
                + "\"version\":\"\"}\n");
    assertThat(ours(EtcdUtl.program(), List.of("snapshot", "status", "s.db")).out())
        .isEqualTo("ffa7de51, 14, 4, 33 kB, \n");
  }

  @Test
  void aWrongDigestIsToldByStatusToo() {
    Run run = ours(EtcdUtl.program(), List.of("snapshot", "status", "wrong.db"));
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out()).isEmpty();
    assertThat(run.error()).contains("wrong.db").contains("32768").contains("sha256");
  }

  @Test
  void hashKvLeavesTheFileAsItIs() throws IOException {
    byte[] before = Files.readAllBytes(temporary.resolve("s.db"));
    Run run = ours(EtcdUtl.program(), List.of("hashkv", "s.db", "-w", "json"));
    assertThat(run.out())
        .isEqualTo("{\"hash\":1823695027,\"hashRevision\":14,\"compactRevision\":6}\n");
    assertThat(Files.readAllBytes(temporary.resolve("s.db"))).isEqualTo(before);
    assertThat(ours(EtcdUtl.program(), List.of("hashkv", "s.db", "--rev", "3")).error())
        .startsWith("mvcc: required revision has been compacted");
  }

  @Test
  void bucketsAndRowsAreListed() {
    Run names = ours(EtcdUtl.program(), List.of("list-bucket", "s.db"));
    assertThat(names.out().lines()).hasSize(10).contains("key", "members_removed");
    Run rows =
        ours(
            EtcdUtl.program(),
            List.of("iterate-bucket", "s.db", "key", "--decode", "--limit", "2"));
    assertThat(rows.out())
        .isEqualTo(
            """
            rev={Revision:{Main:14 Sub:0} tombstone:true}, value=[key "t2" | val "" | created 0 \
            | mod 0 | ver 0]
            rev={Revision:{Main:13 Sub:0} tombstone:false}, value=[key "a" | val "3" | created 2 \
            | mod 13 | ver 3]
            """);
    assertThat(ours(EtcdUtl.program(), List.of("iterate-bucket", "s.db", "no")).error())
        .startsWith("got nil bucket for no: ");
  }

  @Test
  void defragKeepsTheHash() throws IOException {
    ours(EtcdUtl.program(), restoreGood("s.db", "--data-dir=d"));
    String before = status("d/member/snap/db");
    assertThat(ours(EtcdUtl.program(), List.of("defrag", "--data-dir=d")).exitCode()).isZero();
    assertThat(status("d/member/snap/db")).startsWith(before.substring(0, before.indexOf(',')));
    assertThat(new LocalDisk().list(temporary.resolve("d/member/snap"))).hasSize(2);
  }

  @Test
  void theStorageVersionIsSetAndCleared() {
    ours(EtcdUtl.program(), restoreGood("s.db", "--data-dir=d"));
    List<String> migrate = List.of("migrate", "--data-dir=d", "--target-version");
    assertThat(ours(EtcdUtl.program(), plus(migrate, "3.6")).exitCode()).isZero();
    assertThat(status("d/member/snap/db")).endsWith(", 3.6.0\n");
    assertThat(ours(EtcdUtl.program(), plus(migrate, "3.5")).exitCode()).isZero();
    assertThat(status("d/member/snap/db")).endsWith(", \n");
    assertThat(ours(EtcdUtl.program(), plus(migrate, "3.4")))
        .isEqualTo(new Run(128, "", "target version \"3.4\" not supported. Minimal \"3.5\""));
    assertThat(ours(EtcdUtl.program(), plus(migrate, "3")))
        .isEqualTo(new Run(128, "", "wrong target version format, expected \"X.Y\", got \"3\""));
  }

  private String status(String file) {
    return ours(EtcdUtl.program(), List.of("snapshot", "status", file)).out();
  }

  /// The whole of etcdctl is not on this class path's package; its offline half is.
  private static Command ctlProgram() {
    return program("etcdctl", ReleaseStyle.CTL_3_4, EtcdRelease.V3_5);
  }

  /// 3.5 counts as 3.4 does, in tables of 3.4.
  private static Command utlProgram() {
    return program("etcdutl", ReleaseStyle.CTL_3_4, EtcdRelease.V3_5);
  }

  private static Command program(String name, ReleaseStyle style, EtcdRelease release) {
    return new Command(
        name,
        "[command]",
        "A program.",
        "",
        List.of(OutputFlag.flag(), Flag.duration("timeout", "10s", "a limit")),
        new Command.Body.Group(
            List.of(
                DefragCommand.command(),
                Command.group(
                    "snapshot",
                    "Snapshots",
                    List.of(SnapshotStatus.command(style), SnapshotRestore.command(release))))));
  }

  private void assertSame(List<String> words, EtcdPrograms programs, Command program)
      throws IOException {
    Path theirs = Files.createDirectory(temporary.resolve("theirs"));
    ProgramRun go = programs.offlineTool(inDirectory(words, theirs));
    Run ours = ours(program, words);
    String place = theirs + "/";
    assertThat(ours.exitCode()).as("%s", go).isEqualTo(go.exitCode());
    String usage = go.out().contains("USAGE:") ? "" : go.out();
    assertThat(ours.out()).isEqualTo(usage);
    assertThat(ours.error()).isEqualTo(error(go.err()).replace(place, temporary + "/"));
  }

  /// File names become absolute, those to be written in a directory of their own.
  private List<String> inDirectory(List<String> words, Path outputs) {
    return words.stream()
        .map(
            word -> {
              if (word.startsWith("--data-dir=d") || word.startsWith("--wal-dir=elsewhere")) {
                return word.replace("=", "=" + outputs + "/");
              }
              boolean place = word.startsWith("--data-dir=") || word.startsWith("--wal-dir=");
              String named = place ? word.replace("=", "=" + temporary + "/") : word;
              return word.endsWith(".db") ? temporary + "/" + word : named;
            })
        .toList();
  }

  private Run ours(Command program, List<String> words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            Map.of());
    List<String> absolute = new ArrayList<>();
    for (String word : inDirectory(words, temporary)) {
      boolean place = word.equals("s.db") || word.endsWith("/snap/db");
      absolute.add(place && !word.startsWith("/") ? temporary + "/" + word : word);
    }
    int code =
        new CommandLine(program, Dialect.ETCD, terminal).run(absolute.toArray(String[]::new));
    return new Run(
        code, out.toString(StandardCharsets.UTF_8), error(err.toString(StandardCharsets.UTF_8)));
  }

  /// The first error of a stream; a usage text and log lines around it are each tool's own.
  private static String error(String err) {
    return err.lines()
        .filter(line -> line.startsWith("Error: "))
        .map(line -> line.substring("Error: ".length()))
        .findFirst()
        .orElse("");
  }

  private static List<String> restore(String... flags) {
    List<String> words = new ArrayList<>(List.of("snapshot", "restore", "s.db", "--name=m1"));
    words.add("--data-dir=d");
    words.addAll(List.of(flags));
    return words;
  }

  private static List<String> restoreGood(String file, String... flags) {
    List<String> words = new ArrayList<>(List.of("snapshot", "restore", file, "--name=m1"));
    words.add(CLUSTER + "m1=" + GOOD);
    words.add(ADVERTISE + GOOD);
    words.addAll(List.of(flags));
    return words;
  }

  private static List<String> plus(List<String> words, String last) {
    return Stream.concat(words.stream(), Stream.of(last)).toList();
  }
}
