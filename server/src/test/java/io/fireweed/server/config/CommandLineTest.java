package io.fireweed.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.server.config.FeatureGates.Gate;
import io.fireweed.server.config.Invocation.Remark;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
  @Test
  void withoutFlagsEverythingIsAsInEtcd() {
    MemberConfig config = MemberConfig.of();
    assertThat(config.name()).isEqualTo("default");
    assertThat(config.directories()).isEqualTo(Directories.under(Path.of("default.etcd")));
    assertThat(config.urls().listenClient()).hasToString("[http://localhost:2379]");
    assertThat(config.urls().advertiseClient()).hasToString("[http://localhost:2379]");
    assertThat(config.urls().listenPeer()).hasToString("[http://localhost:2380]");
    assertThat(config.raft().heartbeat()).isEqualTo(Duration.ofMillis(100));
    assertThat(config.raft().electionTicks()).isEqualTo(10);
    assertThat(config.raft().snapshotCount()).isEqualTo(10_000);
    assertThat(config.raft().preVote()).isTrue();
    assertThat(config.backend().effectiveQuotaBytes()).isEqualTo(2L << 30);
    assertThat(config.backend().batchInterval()).isEqualTo(Duration.ofMillis(100));
    assertThat(config.limits().maxRequestBytes()).isEqualTo(1_572_864);
    assertThat(config.limits().maxConcurrentStreams()).isEqualTo(4_294_967_295L);
    assertThat(config.compaction().retention()).isEqualTo(new Compaction.Everything());
    assertThat(config.bootstrap().source())
        .hasToString("Listed[members={default=[http://localhost:2380]}]");
    assertThat(config.gates()).isEqualTo(FeatureGates.initial());
  }

  @Test
  void everyFlagCanBeGivenItsOwnFirstValue() {
    for (Flags.Section section : Flags.sections()) {
      for (Flag flag : section.flags()) {
        if (!flag.initial().isEmpty()) {
          assertThat(
                  read(
                      "--" + flag.name() + "=" + flag.initial(),
                      "--advertise-client-urls=http://a:1"))
              .as(flag.name())
              .isInstanceOf(Invocation.Run.class);
        }
      }
    }
  }

  @Test
  void oneDashAndTwoMeanTheSameAndTheLastOfSeveralCounts() {
    assertThat(MemberConfig.of("-name", "a", "--name=b").name()).isEqualTo("b");
    assertThat(MemberConfig.of("--pre-vote=false", "-pre-vote").raft().preVote()).isTrue();
  }

  @Test
  void aNameWithSpacesAndSlashesStays() {
    MemberConfig config = MemberConfig.of("--name", "a b/c-0", "--data-dir", "/x y/z");
    assertThat(config.name()).isEqualTo("a b/c-0");
    assertThat(config.directories().wal()).isEqualTo(Path.of("/x y/z/member/wal"));
    assertThat(config.bootstrap().source())
        .hasToString("Listed[members={a b/c-0=[http://localhost:2380]}]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--foo | flag provided but not defined: -foo",
        "--name | flag needs an argument: -name",
        "---name=a | bad flag syntax: ---name=a",
        "--=a | bad flag syntax: --=a",
        "--pre-vote=x | invalid boolean value \"x\" for -pre-vote: parse error",
        "--max-wals=-1 | invalid value \"-1\" for flag -max-wals: parse error",
        "--max-wals=99999999999999999999 |"
            + " invalid value \"99999999999999999999\" for flag -max-wals: value out of range",
        "--corrupt-check-time=5 | invalid value \"5\" for flag -corrupt-check-time: parse error",
        "--listen-client-urls=a:1 | invalid value \"a:1\" for flag -listen-client-urls:"
            + " URL scheme must be http, https, unix, or unixs: a:1",
        "--listen-client-urls=http://a | invalid value \"http://a\" for flag -listen-client-urls:"
            + " URL address does not have the form \"host:port\": http://a",
        "--listen-client-urls=http://a:1/b | invalid value \"http://a:1/b\" for flag"
            + " -listen-client-urls: URL must not contain a path: http://a:1/b",
        "--feature-gates=Foo=true | invalid value \"Foo=true\" for flag -feature-gates:"
            + " unrecognized feature gate: Foo",
      })
  void aFlagThatCannotBeReadIsMisuse(String flag, String message) {
    assertThat(read(flag)).isEqualTo(new Invocation.BadUsage(message));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--heartbeat-interval=0 | --heartbeat-interval must be >0 (set to 0ms)",
        "--election-timeout=0 | --election-timeout must be >0 (set to 0ms)",
        "--election-timeout=499 | --election-timeout[499ms] should be at least as 5 times as"
            + " --heartbeat-interval[100ms]",
        "--election-timeout=50001 | --election-timeout[50001ms] is too long, and should be set"
            + " less than 50000ms",
        "--auto-compaction-mode=foo | unknown auto-compaction-mode \"foo\"",
        "--auto-compaction-retention=abc |"
            + " error parsing CompactionRetention: time: invalid duration \"abc\"",
        "--auto-compaction-retention=-5 |"
            + " error parsing CompactionRetention: time: missing unit in duration \"-5\"",
        "--compact-hash-check-time=0s | --compact-hash-check-time must be >0 (set to 0s)",
        "--auth-token=foo | auth: invalid auth options",
        "--tls-min-version=TLS1.1 |"
            + " unexpected TLS version \"TLS1.1\" (must be one of: TLS1.2, TLS1.3)",
        "--cipher-suites=foo | unexpected TLS cipher suite \"foo\"",
        "--feature-gates=LeaseCheckpointPersist=true | enabling feature gate"
            + " LeaseCheckpointPersist requires enabling feature gate LeaseCheckpoint",
        "--discovery-token=a | both --discovery-token and --discovery-endpoints must be set",
      })
  void settingsThatCannotBeAreRefused(String flag, String message) {
    assertThat(read(flag))
        .isInstanceOfSatisfying(
            Invocation.Refused.class, refused -> assertThat(refused.message()).isEqualTo(message));
  }

  @Test
  void aLevelThatThereIsNotLeavesNoLogToTellItIn() {
    assertThat(read("--log-level=foo"))
        .isEqualTo(new Invocation.NoLog("unrecognized level: \"foo\""));
    assertThatThrownBy(() -> MemberConfig.of("--log-level=foo"))
        .isInstanceOf(BadSettingException.class);
  }

  @Test
  void aWordThatIsNoFlagIsRefused() {
    assertThat(read("--pre-vote", "false"))
        .isEqualTo(new Invocation.Refused("'false' is not a valid flag", List.of()));
  }

  @Test
  void limitsOfTheElectionTimeoutAreAllowedThemselves() {
    assertThat(MemberConfig.of("--election-timeout=500").raft().electionTicks()).isEqualTo(5);
    assertThat(MemberConfig.of("--election-timeout=50000").raft().electionTicks()).isEqualTo(500);
  }

  @Test
  void retentionIsHoursADurationOrRevisions() {
    assertThat(MemberConfig.of("--auto-compaction-retention=2").compaction().retention())
        .isEqualTo(new Compaction.RecentPast(Duration.ofHours(2)));
    assertThat(MemberConfig.of("--auto-compaction-retention=90m").compaction().retention())
        .isEqualTo(new Compaction.RecentPast(Duration.ofMinutes(90)));
    assertThat(
            MemberConfig.of("--auto-compaction-mode=revision", "--auto-compaction-retention=1000")
                .compaction()
                .retention())
        .isEqualTo(new Compaction.LastRevisions(1000));
  }

  @Test
  void oldNamesAreTakenWithARemark() {
    Invocation.Run run =
        (Invocation.Run)
            read(
                "--experimental-corrupt-check-time=1h",
                "--experimental-compact-hash-check-enabled=true");
    assertThat(run.config().integrity().corruptCheckTime()).isEqualTo(Duration.ofHours(1));
    assertThat(run.config().gates().enabled(Gate.COMPACT_HASH_CHECK)).isTrue();
    assertThat(run.remarks())
        .extracting(Remark::message)
        .contains(
            "--experimental-corrupt-check-time is no flag of etcd 3.7. Use '--corrupt-check-time'"
                + " instead.");
  }

  @Test
  void anOldSwitchAndItsGateContradictEachOther() {
    assertThat(
            read(
                "--experimental-initial-corrupt-check",
                "--feature-gates=InitialCorruptCheck=false"))
        .isInstanceOf(Invocation.Refused.class);
  }

  @Test
  void gatesOfAStageGiveWayToTheOneThatIsNamed() {
    FeatureGates gates =
        MemberConfig.of("--feature-gates=FastLeaseKeepAlive=true,AllBeta=false").gates();
    assertThat(gates.on()).containsExactly(Gate.FAST_LEASE_KEEP_ALIVE);
  }

  @Test
  void variablesSetFlags() {
    Invocation.Run run =
        (Invocation.Run)
            CommandLine.read(
                List.of(), Map.of("ETCD_NAME", "a", "ETCD_FOO", "b", "ETCD_VERSION", "c"));
    assertThat(run.config().name()).isEqualTo("a");
    assertThat(run.remarks())
        .contains(
            new Remark(
                LogSettings.Level.WARN,
                "unrecognized environment variable",
                "environment-variable",
                "ETCD_FOO=b"));
  }

  @Test
  void aVariableAndItsFlagTogetherAreRefused() {
    assertThat(CommandLine.read(List.of("--name=a"), Map.of("ETCD_NAME", "a")))
        .isInstanceOfSatisfying(
            Invocation.Refused.class,
            refused -> assertThat(refused.message()).contains("is shadowed by", "ETCD_NAME"));
  }

  @Test
  void aBadVariableIsNamed() {
    assertThat(CommandLine.read(List.of(), Map.of("ETCD_HEARTBEAT_INTERVAL", "abc")))
        .isInstanceOfSatisfying(
            Invocation.Refused.class,
            refused ->
                assertThat(refused.message())
                    .isEqualTo("invalid value \"abc\" for ETCD_HEARTBEAT_INTERVAL: parse error"));
  }

  @Test
  void listeningElsewhereAsksWhatToTellClients() {
    assertThatThrownBy(() -> MemberConfig.of("--listen-client-urls=http://127.0.0.1:1"))
        .isInstanceOf(BadSettingException.class)
        .hasMessage(
            "--advertise-client-urls is required when --listen-client-urls is set explicitly");
  }

  @Test
  void aNameToListenOnIsRefusedUnlessItIsLocalhost() {
    assertThatThrownBy(() -> MemberConfig.of("--listen-peer-urls=http://a.example:1"))
        .hasMessage("expected IP in URL for binding (http://a.example:1)");
    assertThat(MemberConfig.of("--listen-peer-urls=http://[::1]:1").urls().listenPeer())
        .hasToString("[http://[::1]:1]");
  }

  @Test
  void helpAndVersionComeBeforeEverything() {
    assertThat(read("--help", "--foo")).isEqualTo(new Invocation.ShowHelp());
    assertThat(read("--name=a", "--version")).isEqualTo(new Invocation.ShowVersion());
  }

  private static Invocation read(String... flags) {
    return CommandLine.read(List.of(flags), Map.of());
  }
}
