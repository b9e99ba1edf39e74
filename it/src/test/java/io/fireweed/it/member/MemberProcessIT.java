package io.fireweed.it.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fireweed.fixtures.ClusterPlan;
import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.ProgramRun;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The member as a process: ready, used by Go's `etcdctl`, ended by signals, started again.
class MemberProcessIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;

  private final ClusterPlan.Member plan = ClusterPlan.of(1).members().getFirst();

  @ParameterizedTest
  @CsvSource({"TERM, 143, terminated", "INT, 130, interrupt"})
  void aSignalEndsItInGoodOrderWithTheSignalsOwnStatus(String signal, int status, String words)
      throws Exception {
    try (EtcdProcess etcd = member(Map.of())) {
      etcd.awaitReady();
      etcdctl("put", "a", "b");
      etcd.signal(signal);
      assertThat(etcd.awaitEnd()).as(etcd.log()).isEqualTo(status);
      assertThat(etcd.log())
          .contains("received signal; shutting down", "\"signal\":\"" + words + "\"")
          .contains("closed etcd server");
    }
    try (EtcdProcess etcd = member(Map.of())) {
      etcd.awaitReady();
      assertThat(etcdctl("get", "a", "--print-value-only").out()).isEqualTo("b\n");
    }
  }

  @Test
  void whatWasAcknowledgedOutlivesAKill() throws Exception {
    try (EtcdProcess etcd = member(Map.of())) {
      etcd.awaitReady();
      etcdctl("put", "a", "b");
      etcd.signal("KILL");
      etcd.awaitEnd();
    }
    try (EtcdProcess etcd = member(Map.of())) {
      etcd.awaitReady();
      assertThat(etcdctl("get", "a", "--print-value-only").out()).isEqualTo("b\n");
    }
  }

  @Test
  void everyLineOfTheLogHasEtcdsKeysFirst() throws Exception {
    try (EtcdProcess etcd = member(Map.of("ETCD_VERIFY", "all"))) {
      etcd.awaitReady();
      assertThat(etcd.log().lines())
          .allMatch(
              line ->
                  line.matches(
                      "\\{\"level\":\"[a-z]+\",\"ts\":\"[^\"]+\",\"caller\":\"[^\"]+\",\"msg\":\".*}"));
    }
  }

  /// Operators and etcd's own tests look for these.
  @Test
  void theLogTellsHowItCameUpInEtcdsWords() throws Exception {
    for (String first : List.of("starting local member", "restarting local member")) {
      try (EtcdProcess etcd = member(Map.of())) {
        etcd.awaitReady();
        etcd.signal("KILL");
        etcd.awaitEnd();
        assertThat(etcd.log())
            .contains(
                "starting an etcd server",
                "opened backend db",
                "\"" + first + "\"",
                "became leader at term",
                "published local member to cluster through raft",
                "serving client traffic insecurely; this is strongly discouraged!");
      }
    }
  }

  @Test
  void aPortThatIsTakenIsNamedAndEndsIt() throws Exception {
    URI client = URI.create(plan.clientUrl());
    try (ServerSocket taken =
            new ServerSocket(client.getPort(), 1, InetAddress.getLoopbackAddress());
        EtcdProcess etcd = member(Map.of())) {
      assertThat(etcd.awaitEnd()).isEqualTo(1);
      assertThat(etcd.log())
          .contains(
              "listen tcp 127.0.0.1:%d: bind: address already in use".formatted(client.getPort()));
      assertThat(folder.resolve("data")).doesNotExist();
    }
  }

  /// The other end is Python's, so that one implementation does not confirm itself.
  @Test
  void theServiceManagerIsToldWhenItIsReadyAndWhenItStops() throws Exception {
    Path python = Path.of("/usr/bin/python3");
    assumeTrue(Files.isExecutable(python), "python3 is not installed");
    Path socket = folder.resolve("notify");
    Path told = folder.resolve("told");
    String script =
        """
        import socket, sys
        s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        s.bind(sys.argv[1])
        s.settimeout(90)
        for i in range(2):
            print(s.recv(100).decode(), flush=True)
        """;
    Process manager =
        new ProcessBuilder(python.toString(), "-c", script, socket.toString())
            .redirectOutput(told.toFile())
            .start();
    try {
      io.fireweed.fixtures.Eventually.within(
          LIMIT, () -> "the socket is there", () -> Files.exists(socket));
      try (EtcdProcess etcd = member(Map.of("NOTIFY_SOCKET", socket.toString()))) {
        etcd.awaitReady();
        etcd.signal("TERM");
        etcd.awaitEnd();
        assertThat(etcd.log()).contains("successfully notified init daemon");
      }
      assertThat(manager.waitFor()).isZero();
      assertThat(Files.readString(told)).isEqualTo("READY=1\nSTOPPING=1\n");
    } finally {
      manager.destroyForcibly();
    }
  }

  /// What etcd's own end-to-end tests pass: both forms of a value, repeated flags, odd names.
  @Test
  void theFlagsOfEtcdsOwnTestsAreTaken() throws Exception {
    try (EtcdProcess etcd =
        EtcdProcess.ours(
            folder,
            Map.of("ETCD_VERIFY", "all", "ETCD_UNSUPPORTED_ARCH", "amd64"),
            "--name=Test a/b-0",
            "--listen-client-urls=http://localhost:1",
            "--listen-client-urls",
            plan.clientUrl(),
            "--advertise-client-urls",
            plan.clientUrl(),
            "--listen-peer-urls=" + plan.peerUrl(),
            "--initial-advertise-peer-urls=" + plan.peerUrl(),
            "--initial-cluster-token=new",
            "--data-dir",
            folder.resolve("Test a").toString(),
            "--snapshot-count=10000",
            "--initial-cluster=Test a/b-0=" + plan.peerUrl(),
            "--initial-cluster-state=new",
            "--strict-reconfig-check=false",
            "--quota-backend-bytes=0",
            "--experimental-initial-corrupt-check=true",
            "--experimental-corrupt-check-time=1h",
            "--feature-gates=CompactHashCheck=true")) {
      etcd.awaitReady();
      assertThat(etcdctl("put", "a", "b").out()).isEqualTo("OK\n");
    }
  }

  private EtcdProcess member(Map<String, String> environment) throws Exception {
    return EtcdProcess.ours(
        folder,
        environment,
        "--name=" + plan.name(),
        "--data-dir=data",
        "--listen-client-urls=" + plan.clientUrl(),
        "--advertise-client-urls=" + plan.clientUrl(),
        "--listen-peer-urls=" + plan.peerUrl(),
        "--initial-advertise-peer-urls=" + plan.peerUrl());
  }

  private ProgramRun etcdctl(String... words) {
    EtcdPrograms programs = EtcdPrograms.assumeAny().getFirst();
    List<String> arguments = new java.util.ArrayList<>(List.of("--endpoints=" + plan.clientUrl()));
    arguments.addAll(List.of(words));
    return programs.etcdctl(arguments).requireSuccess();
  }
}
