package io.fireweed.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.server.config.Invocation.Remark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileSettingsTest {
  @TempDir Path folder;

  @Test
  void aFileSetsWhatFlagsSetAndOutdoesThem() throws IOException {
    Invocation.Run run =
        (Invocation.Run)
            read(
                """
                name: a
                data-dir: /data
                heartbeat-interval: 200
                election-timeout: 2000
                corrupt-check-time: 5000000000
                quota-backend-bytes: 100
                listen-client-urls: http://127.0.0.1:1,http://127.0.0.1:2
                initial-cluster-state: existing
                pre-vote: false
                log-outputs: [stderr, stdout]
                cipher-suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]
                feature-gates: CompactHashCheck=true
                client-transport-security:
                  cert-file: /c
                  key-file: /k
                  client-cert-auth: true
                peer-transport-security:
                  trusted-ca-file: /p
                  auto-tls: true
                  allowed-cn: x
                surprise: 1
                """,
                "--name=b");
    MemberConfig config = run.config();
    assertThat(config.name()).isEqualTo("a");
    assertThat(config.directories().data()).isEqualTo(Path.of("/data"));
    assertThat(config.raft().heartbeat()).isEqualTo(Duration.ofMillis(200));
    assertThat(config.raft().preVote()).isFalse();
    assertThat(config.integrity().corruptCheckTime()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.urls().listenClient()).hasSize(2);
    assertThat(config.urls().advertiseClient()).hasToString("[http://localhost:2379]");
    assertThat(config.bootstrap().state()).isEqualTo(Bootstrap.State.EXISTING);
    assertThat(config.logging().outputs()).containsExactly("stderr", "stdout");
    assertThat(config.gates().enabled(FeatureGates.Gate.COMPACT_HASH_CHECK)).isTrue();
    assertThat(config.security().client().clientAuth()).isTrue();
    assertThat(config.security().client().certificate()).contains(Path.of("/c"));
    assertThat(config.security().peer().authority()).contains(Path.of("/p"));
    assertThat(config.security().peer().auto()).isTrue();
    assertThat(config.security().peer().allowedNames()).containsExactly("x");
    assertThat(run.remarks())
        .contains(
            new Remark(
                LogSettings.Level.WARN,
                "unknown key in the configuration file is ignored",
                "key",
                "surprise"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name: 5 | invalid value of name: expected a text, found 5",
        "pre-vote: maybe | invalid value of pre-vote: expected true or false, found maybe",
        "corrupt-check-time: 5s | invalid value of corrupt-check-time: expected a whole number of"
            + " nanoseconds, found 5s",
        "heartbeat-interval: -1 | invalid value of heartbeat-interval: parse error",
        "heartbeat-interval: 1.5 | invalid value of heartbeat-interval: parse error",
        "client-transport-security: 5 | invalid client-transport-security",
      })
  void aValueOfTheWrongKindIsRefusedByItsName(String line, String message) throws IOException {
    assertThat(read(line))
        .isInstanceOfSatisfying(
            Invocation.Refused.class, refused -> assertThat(refused.message()).isEqualTo(message));
  }

  @ParameterizedTest
  @CsvSource({"'a: [', yaml", "'- a', holds no map", "'name: &x [[*x]]', found a list"})
  void whatIsNoMapOfSettingsIsRefused(String text, String part) throws IOException {
    assertThat(read(text))
        .isInstanceOfSatisfying(
            Invocation.Refused.class, refused -> assertThat(refused.message()).contains(part));
  }

  @Test
  void anEmptyFileLeavesEverythingAsItIs() throws IOException {
    assertThat(((Invocation.Run) read("# nothing\n")).config().name()).isEqualTo("default");
  }

  @Test
  void aFileThatIsMissingIsNamedAsEtcdDoes() {
    assertThat(CommandLine.read(List.of("--config-file=/nonexistent"), Map.of()))
        .isEqualTo(
            new Invocation.Refused("open /nonexistent: no such file or directory", List.of()));
  }

  @Test
  void aFileCanBeNamedByTheEnvironment() throws IOException {
    Path file = Files.writeString(folder.resolve("etcd.yml"), "name: a\n");
    Invocation.Run run =
        (Invocation.Run)
            CommandLine.read(
                List.of(), Map.of("ETCD_CONFIG_FILE", file.toString(), "ETCD_NAME", "b"));
    assertThat(run.config().name()).isEqualTo("a");
  }

  private Invocation read(String text, String... flags) throws IOException {
    Path file = Files.writeString(folder.resolve("etcd.yml"), text);
    List<String> arguments = new java.util.ArrayList<>(List.of(flags));
    arguments.add("--config-file=" + file);
    return CommandLine.read(arguments, Map.of());
  }
}
