package io.fireweed.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.Eventually;
import io.fireweed.fixtures.ProgramRun;
import io.fireweed.it.served.Server;
import io.fireweed.it.served.Subject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// One tour through everything with an etcdctl: etcd's, of two releases, and ours.
@ParameterizedClass(name = "etcdctl of {0} at {1}")
@MethodSource("pairs")
class TourIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Parameter(0)
  Subject client;

  @Parameter(1)
  Subject subject;

  @TempDir Path temporary;

  private String url = "";

  /// Every tool at our member; with every case asked for, at etcds too.
  static Stream<Arguments> pairs() {
    return Subject.memberProcesses().stream()
        .flatMap(
            server ->
                Stream.of(Subject.ETCD_3_4, Subject.ETCD_3_5, Subject.OURS)
                    .map(ctl -> Arguments.of(ctl, server)));
  }

  private ProgramRun ctl(String input, String... words) {
    List<String> all = new ArrayList<>(List.of("--endpoints=" + url));
    all.addAll(List.of(words));
    return client.programs().etcdctlReading(input, all);
  }

  private String says(String... words) {
    return ctl("", words).requireSuccess().out();
  }

  @Test
  void everythingAnswers() throws Exception {
    Path snapshot = temporary.resolve("backup.db");
    try (Server server = subject.start(temporary.resolve("m1"), "--bcrypt-cost=4")) {
      url = server.url();
      keys();
      leasesAndLocks();
      assertThat(says("member", "list")).contains("started, m1").contains(url);
      assertThat(says("endpoint", "health")).doesNotContain("unhealthy");
      assertThat(says("endpoint", "status")).contains(url);
      assertThat(says("endpoint", "hashkv")).contains(url);
      assertThat(says("alarm", "list")).isEmpty();
      says("snapshot", "save", snapshot.toString());
      assertThat(says("compaction", "3")).contains("compacted revision 3");
      says("defrag");
      users();
    }
    restore(snapshot);
  }

  private void keys() throws Exception {
    assertThat(says("put", "a", "1")).isEqualTo("OK\n");
    assertThat(says("put", "b", "2", "--prev-kv")).startsWith("OK");
    assertThat(says("get", "a")).isEqualTo("a\n1\n");
    assertThat(says("get", "", "--prefix", "--keys-only")).contains("a\n").contains("b\n");
    assertThat(says("get", "a", "-w", "json")).contains("\"kvs\":[{\"key\":\"YQ==\"");
    String txn = "value(\"a\") = \"1\"\n\nput c 3\nget a\n\nput c 4\n\n";
    assertThat(ctl(txn, "txn", "-i").requireSuccess().out())
        .contains("SUCCESS")
        .contains("OK")
        .contains("a\n1");
    assertThat(says("get", "c", "--print-value-only")).isEqualTo("3\n");
    assertThat(says("del", "b")).isEqualTo("1\n");
    assertThat(says("del", "b")).isEqualTo("0\n");
    watch();
    ProgramRun future = ctl("", "get", "a", "--rev=1000");
    assertThat(future.exitCode()).isNotZero();
    assertThat(future.err()).contains("required revision is a future revision");
  }

  /// A watch of the past goes on after it has told everything, and tells nothing else.
  private void watch() throws Exception {
    Path out = temporary.resolve("watched");
    String etcdctl = client.programs().etcdctl().toString();
    Process watch =
        new ProcessBuilder(etcdctl, "--endpoints=" + url, "watch", "a", "--rev=2")
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      Eventually.within(LIMIT, () -> "the put is told", () -> Files.size(out) > 0);
      assertThat(watch.waitFor(Duration.ofMillis(500))).isFalse();
      assertThat(out).hasContent("PUT\na\n1\n");
    } finally {
      watch.destroyForcibly();
    }
  }

  private void leasesAndLocks() {
    String granted = says("lease", "grant", "60");
    assertThat(granted).matches("lease [0-9a-f]{1,16} granted with TTL\\(60s\\)\n");
    String id = granted.split(" ", -1)[1];
    says("put", "leased", "1", "--lease=" + id);
    assertThat(says("lease", "timetolive", id, "--keys")).contains("attached keys([leased])");
    assertThat(says("lease", "keep-alive", "--once", id)).contains("keepalived with TTL(60)");
    assertThat(says("lease", "list")).contains(id);
    assertThat(says("lease", "revoke", id)).contains("revoked");
    assertThat(says("get", "leased")).isEmpty();
    assertThat(ctl("", "lock", "l", "echo", "held").requireSuccess().out()).contains("held");
  }

  private void users() {
    says("user", "add", "root:secret");
    says("role", "add", "root");
    says("user", "grant-role", "root", "root");
    says("user", "add", "u:word");
    says("role", "add", "r");
    says("role", "grant-permission", "r", "readwrite", "a", "b");
    says("user", "grant-role", "u", "r");
    assertThat(says("auth", "enable")).contains("Authentication Enabled");
    assertThat(says("--user=u:word", "get", "a")).isEqualTo("a\n1\n");
    ProgramRun denied = ctl("", "--user=u:word", "put", "x", "1");
    assertThat(denied.exitCode()).isNotZero();
    assertThat(denied.err()).contains("permission denied");
    ProgramRun wrong = ctl("", "--user=u:wrong", "get", "a");
    assertThat(wrong.err()).contains("authentication failed, invalid user ID or password");
    assertThat(says("--user=root:secret", "user", "list")).contains("root\nu\n");
    assertThat(says("--user=root:secret", "role", "get", "r")).contains("[a, b)");
    says("--user=root:secret", "auth", "disable");
    assertThat(says("get", "a")).isEqualTo("a\n1\n");
  }

  private void restore(Path snapshot) {
    EtcdPrograms programs = client.programs();
    Path directory = temporary.resolve("restored");
    List<String> words =
        List.of("snapshot", "restore", snapshot.toString(), "--data-dir", directory.toString());
    programs.offlineTool(words).requireSuccess();
    try (Server server = subject.start(directory)) {
      url = server.url();
      assertThat(says("get", "a")).isEqualTo("a\n1\n");
      assertThat(says("put", "again", "1")).isEqualTo("OK\n");
    }
  }
}
