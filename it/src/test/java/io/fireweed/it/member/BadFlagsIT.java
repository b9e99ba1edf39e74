package io.fireweed.it.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.ClusterPlan;
import io.fireweed.fixtures.EtcdPrograms;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Bad flags, told to etcd and to our program: the same exit code and the same words.
class BadFlagsIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Pattern ERROR = Pattern.compile("\"error\":(\"(?:[^\"\\\\]|\\\\.)*\")");

  @TempDir Path folder;

  private final ClusterPlan.Member plan = ClusterPlan.of(1).members().getFirst();

  /// `PEER` stands for the member's own address.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--foo",
        "--name",
        "---name=a",
        "--pre-vote=maybe",
        "--max-wals=-1",
        "--heartbeat-interval=abc",
        "--max-concurrent-streams=99999999999",
        "--quota-backend-bytes=1e3",
        "--grpc-keepalive-timeout=5",
        "--initial-cluster-state=foo",
        "--discovery-fallback=foo",
        "--listen-client-urls=foo",
        "--listen-client-urls=http://127.0.0.1",
        "--listen-client-urls=http://127.0.0.1:1/a",
        "--cors=foo",
        "foo",
        "--heartbeat-interval=0",
        "--election-timeout=0",
        "--election-timeout=300",
        "--election-timeout=50001",
        "--listen-client-urls=http://foo.bar:80",
        "--listen-peer-urls=http://foo.bar:80",
        "--listen-metrics-urls=http://foo.bar:80",
        "--initial-advertise-peer-urls=http://:1",
        "--auto-compaction-mode=foo",
        "--auto-compaction-retention=abc",
        "--auto-compaction-retention=-5",
        "--auth-token=foo",
        "--auth-token=jwt",
        "--auth-token=jwt,foo",
        "--logger=foo",
        "--log-outputs=default,stderr",
        "--log-level=foo",
        "--enable-log-rotation",
        "--tls-min-version=foo",
        "--tls-min-version=TLS1.3 --tls-max-version=TLS1.2",
        "--tls-min-version=TLS1.3 --cipher-suites=foo",
        "--cipher-suites=foo",
        "--config-file=/nonexistent",
        "--initial-cluster=a",
        "--initial-cluster=b=PEER",
        "--initial-cluster=a=http://127.0.0.1:1",
        "--initial-cluster=a=PEER,b=PEER",
        "--initial-cluster=a=PEER,a=http://127.0.0.1:1",
        "--initial-cluster-state=existing",
      })
  void isToldAsByEtcd(String flags) throws Exception {
    EtcdPrograms programs = EtcdPrograms.assume("3.5");
    List<String> all = new ArrayList<>();
    all.add("--name=a");
    all.add("--listen-client-urls=" + plan.clientUrl());
    all.add("--advertise-client-urls=" + plan.clientUrl());
    all.add("--listen-peer-urls=" + plan.peerUrl());
    all.add("--initial-advertise-peer-urls=" + plan.peerUrl());
    all.addAll(List.of(flags.replace("PEER", plan.peerUrl()).split(" ")));
    List<String> command = new ArrayList<>(List.of(programs.etcd().toString()));
    command.addAll(all);
    command.add(1, "--data-dir=theirs");
    all.addFirst("--data-dir=ours");
    try (EtcdProcess theirs = EtcdProcess.start(folder, Map.of(), command);
        EtcdProcess ours = EtcdProcess.ours(folder, Map.of(), all.toArray(String[]::new))) {
      assertThat(theirs.endsWithin(LIMIT)).as(theirs.log()).isTrue();
      assertThat(ours.endsWithin(LIMIT)).as(ours.log()).isTrue();
      assertThat(ours.awaitEnd()).as(ours.log()).isEqualTo(theirs.awaitEnd());
      assertThat(words(ours.log())).isEqualTo(words(theirs.log()));
    }
  }

  /// {@return the last error of a log, or the first line of a complaint about usage}
  private static String words(String log) {
    Matcher errors = ERROR.matcher(log);
    String last = "";
    while (errors.find()) {
      last = errors.group(1);
    }
    return last.isEmpty()
        ? log.lines().findFirst().orElse("").replaceFirst("^(panic|etcd): ", "")
        : last;
  }
}
