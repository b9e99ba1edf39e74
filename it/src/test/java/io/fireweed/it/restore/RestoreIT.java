package io.fireweed.it.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.ClusterPlan;
import io.fireweed.fixtures.EtcdCluster;
import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.Fixtures;
import io.fireweed.fixtures.ProgramRun;
import io.fireweed.fixtures.RealEtcd;
import io.fireweed.fixtures.SeededRandom;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.LocalDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `etcdutl snapshot restore` as a process.
class RestoreIT {
  private static final Duration RUN_LIMIT = Duration.ofMinutes(2);
  private static final int KILLS = 8;

  private final Disk disk = new LocalDisk();

  @TempDir Path temporary;

  @ParameterizedTest
  @CsvSource({"3.4, 3.4", "3.5, 3.5", "3.4, 3.5", "3.5, 3.4"})
  void threeMembersStartOnEtcdAndServeTheKeyspace(String from, String to) {
    EtcdPrograms source = EtcdPrograms.assume(from);
    EtcdPrograms target = EtcdPrograms.assume(to);
    Path snapshot = temporary.resolve("backup.db");
    String history = liveSnapshot(source, snapshot);

    ClusterPlan plan = ClusterPlan.of(3);
    Path root = temporary.resolve("restored");
    for (ClusterPlan.Member member : plan.members()) {
      etcdutl(
              "snapshot",
              "restore",
              snapshot.toString(),
              "--name=" + member.name(),
              "--data-dir=" + root.resolve(member.name()),
              "--initial-cluster=" + plan.initialCluster(),
              "--initial-cluster-token=" + plan.token(),
              "--initial-advertise-peer-urls=" + member.peerUrl(),
              "--format=" + to)
          .requireSuccess();
    }
    try (EtcdCluster cluster = EtcdCluster.start(target, plan, root)) {
      for (RealEtcd member : cluster.members()) {
        assertThat(history(member)).isEqualTo(history);
      }
      assertThat(cluster.etcdctl("put", "after", "restore").requireSuccess().out())
          .isEqualTo("OK\n");
      assertThat(cluster.etcdctl("member", "list").requireSuccess().out().lines()).hasSize(3);
    }
  }

  @Test
  void aRestoreKilledAtAnyMomentLeavesNothingThatLooksComplete() throws Exception {
    Path snapshot = Fixtures.copyFile("v34-segments/member/snap/db", temporary.resolve("db"));
    Path target = temporary.resolve("m1");
    long wholeMillis = millisOf(restore(snapshot, target));
    disk.deleteTree(target);
    SeededRandom.check(KILLS, random -> killOnce(snapshot, target, random.nextLong(wholeMillis)));
  }

  private void killOnce(Path snapshot, Path target, long millis) throws Exception {
    Process process = new ProcessBuilder(restore(snapshot, target)).start();
    boolean ended = process.waitFor(millis, TimeUnit.MILLISECONDS);
    process.destroyForcibly().waitFor();
    boolean complete = Files.exists(target.resolve("member"));
    assertThat(ended && !complete).isFalse();
    ProgramRun again = ProgramRun.of(restore(snapshot, target), Map.of(), RUN_LIMIT);
    assertThat(again.exitCode()).as("%s", again).isEqualTo(complete ? 1 : 0);
    etcdutl("snapshot", "status", target.resolve("member/snap/db").toString()).requireSuccess();
    assertThat(names(temporary)).containsExactly("db", "m1");
    disk.deleteTree(target);
  }

  @Test
  void aFullDiskLeavesNothing() throws IOException {
    Path small = Files.createDirectory(temporary.resolve("small"));
    ProgramRun mount =
        ProgramRun.of(
            List.of("mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", small.toString()),
            Map.of(),
            RUN_LIMIT);
    Assumptions.assumeTrue(mount.exitCode() == 0, "a tmpfs cannot be mounted here");
    try {
      Path snapshot = Fixtures.copyFile("v34-segments/member/snap/db", temporary.resolve("db"));
      ProgramRun run = ProgramRun.of(restore(snapshot, small.resolve("m1")), Map.of(), RUN_LIMIT);
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("No space left on device").doesNotContain("\tat ");
      assertThat(names(small)).isEmpty();
    } finally {
      ProgramRun.of(List.of("umount", small.toString()), Map.of(), RUN_LIMIT);
    }
  }

  /// Makes a snapshot of a live member. {@return its values and hash}
  private String liveSnapshot(EtcdPrograms programs, Path snapshot) {
    try (RealEtcd etcd = RealEtcd.start(programs, temporary.resolve("live"))) {
      for (int i = 0; i < 20; i++) {
        etcd.etcdctl("put", "key" + i, "value" + i).requireSuccess();
      }
      etcd.etcdctl("del", "key7").requireSuccess();
      etcd.etcdctl("snapshot", "save", snapshot.toString()).requireSuccess();
      return history(etcd);
    }
  }

  private static String history(RealEtcd member) {
    String values = member.etcdctl("get", "key", "--prefix").requireSuccess().out();
    String hash = member.etcdctl("endpoint", "hashkv", "--rev=22").requireSuccess().out();
    return values + hash.substring(hash.indexOf(',')).strip();
  }

  private static long millisOf(List<String> command) {
    long start = System.nanoTime();
    ProgramRun.of(command, Map.of(), RUN_LIMIT).requireSuccess();
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  private static List<String> restore(Path snapshot, Path target) {
    return command(
        "snapshot", "restore", snapshot.toString(), "--skip-hash-check", "--data-dir=" + target);
  }

  private static ProgramRun etcdutl(String... words) {
    return ProgramRun.of(command(words), Map.of(), RUN_LIMIT);
  }

  private static List<String> command(String... words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.fireweed.cli.etcdutl.EtcdUtl"));
    command.addAll(List.of(words));
    return command;
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
