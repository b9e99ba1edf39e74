package io.fireweed.it.moved;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.ClusterPlan;
import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.Eventually;
import io.fireweed.fixtures.RealEtcd;
import io.fireweed.it.moved.Contents.Shell;
import io.fireweed.it.served.Subject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A directory of etcd goes to our member and back, with everything in it.
class ThereAndBackIT {
  private static final String SMALL = "--quota-backend-bytes=400000";
  private static final Optional<String> NOBODY = Optional.empty();
  private static final Optional<String> ROOT = Optional.of("root:secret");

  @TempDir Path temporary;

  @ParameterizedTest
  @ValueSource(strings = {"3.4", "3.5"})
  void keysLeasesUsersAndAlarmsStay(String release) {
    EtcdPrograms etcd = EtcdPrograms.assume(release);
    EtcdPrograms ours = Subject.OURS.programs();
    Path directory = temporary.resolve("m1");
    Contents before;
    try (RealEtcd member = RealEtcd.start(etcd, directory, SMALL, "--snapshot-count=40")) {
      live(new Shell(member, etcd, NOBODY), "first", 12);
      fill(new Shell(member, etcd, NOBODY));
      before = Contents.of(member, etcd, NOBODY);
      assertThat(before.alarms()).contains("NOSPACE");
      member.stop();
    }
    try (RealEtcd member = RealEtcd.start(ours, directory, "--snapshot-count=40")) {
      assertThat(Contents.of(member, etcd, NOBODY)).isEqualTo(before);
      Shell shell = new Shell(member, etcd, NOBODY);
      shell.run("alarm", "disarm");
      live(shell, "second", 35);
      shell.run("role", "add", "root");
      shell.run("user", "add", "root:secret");
      shell.run("user", "grant-role", "root", "root");
      shell.run("auth", "enable");
      before = Contents.of(member, etcd, ROOT);
      assertThat(before.alarms()).isEmpty();
      member.stop();
    }
    try (RealEtcd member = RealEtcd.start(etcd, directory, "--snapshot-count=40")) {
      assertThat(Contents.of(member, etcd, ROOT)).isEqualTo(before);
      Shell shell = new Shell(member, etcd, ROOT);
      assertThat(shell.attempt("--user=root:wrong", "get", "k").exitCode()).isNotZero();
      live(shell, "third", 60);
      before = Contents.of(member, etcd, ROOT);
      member.kill();
    }
    try (RealEtcd member = RealEtcd.start(ours, directory, SMALL)) {
      assertThat(Contents.of(member, etcd, ROOT)).isEqualTo(before);
      fill(new Shell(member, etcd, ROOT));
      before = Contents.of(member, etcd, ROOT);
      assertThat(before.alarms()).contains("NOSPACE");
      member.kill();
    }
    try (RealEtcd member = startUnderAlarm(etcd, directory)) {
      assertThat(Contents.of(member, etcd, ROOT)).isEqualTo(before);
    }
  }

  /// Under an alarm 3.4 says that it is not healthy, and not why.
  private static RealEtcd startUnderAlarm(EtcdPrograms etcd, Path directory) {
    ClusterPlan plan = ClusterPlan.of(1);
    RealEtcd member = RealEtcd.launch(etcd, plan, plan.members().getFirst(), directory, List.of());
    Eventually.within(
        Duration.ofSeconds(30),
        () -> "an answer\n" + member.logText(),
        () -> new Shell(member, etcd, ROOT).attempt("get", "k").exitCode() == 0);
    return member;
  }

  private static void live(Shell shell, String name, int compactRevision) {
    String lease = shell.run("lease", "grant", "10000").split(" ", -1)[1];
    for (int i = 0; i < 25; i++) {
      shell.run("put", name + "/" + i % 10, "v" + i);
    }
    shell.run("put", "--lease=" + lease, name + "/leased", "v");
    shell.run("del", "--prefix", name + "/1");
    shell.run("role", "add", name);
    shell.run("role", "grant-permission", name, "readwrite", name + "/", "--prefix");
    shell.run("user", "add", name + ":secret");
    shell.run("user", "grant-role", name, name);
    shell.run("compact", "" + compactRevision);
  }

  /// Puts until the member has no space left.
  private static void fill(Shell shell) {
    String value = "x".repeat(100_000);
    int attempt = 0;
    while (shell.attempt("put", "large", value).exitCode() == 0) {
      assertThat(attempt++).isLessThan(100);
    }
  }
}
