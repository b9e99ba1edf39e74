package io.fireweed.it.moved;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.ClusterPlan;
import io.fireweed.fixtures.EtcdCluster;
import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.ProgramRun;
import io.fireweed.fixtures.RealEtcd;
import io.fireweed.it.moved.Contents.Shell;
import io.fireweed.it.served.Subject;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One member is left of three: `--force-new-cluster` goes on with it, in our member and then again
/// in etcd.
class LastSurvivorIT {
  private static final Optional<String> NOBODY = Optional.empty();

  @TempDir Path temporary;

  @ParameterizedTest
  @ValueSource(strings = {"3.4", "3.5"})
  void theSurvivorGoesOnAlone(String release) {
    EtcdPrograms etcd = EtcdPrograms.assume(release);
    EtcdPrograms ours = Subject.OURS.programs();
    Contents before;
    try (EtcdCluster cluster =
        EtcdCluster.start(etcd, ClusterPlan.of(3), temporary, "--snapshot-count=30")) {
      RealEtcd first = cluster.members().getFirst();
      Shell shell = new Shell(first, etcd, NOBODY);
      String lease = shell.run("lease", "grant", "10000").split(" ", -1)[1];
      for (int i = 0; i < 45; i++) {
        shell.run("put", "--lease=" + lease, "k" + i % 7, "v" + i);
      }
      shell.run("get", "k0");
      before = Contents.of(first, etcd, NOBODY);
    }
    Path directory = temporary.resolve("m1");

    ProgramRun refused = Refusing.start(ours, directory);
    assertThat(refused.exitCode()).as("%s", refused).isEqualTo(1);
    assertThat(refused.err()).contains("found one of 3 voters").contains("--force-new-cluster");

    try (RealEtcd member = RealEtcd.start(ours, directory, "--force-new-cluster")) {
      assertThat(Contents.of(member, etcd, NOBODY)).isEqualTo(before);
      Shell shell = new Shell(member, etcd, NOBODY);
      assertThat(shell.run("member", "list").lines()).hasSize(1);
      shell.run("put", "alone", "1");
      member.kill();
    }
    try (RealEtcd member = RealEtcd.start(ours, directory)) {
      Shell shell = new Shell(member, etcd, NOBODY);
      assertThat(shell.run("get", "alone", "--print-value-only")).isEqualTo("1\n");
      shell.run("put", "alone", "2");
      before = Contents.of(member, etcd, NOBODY);
      member.stop();
    }
    try (RealEtcd member = RealEtcd.start(etcd, directory)) {
      assertThat(Contents.of(member, etcd, NOBODY)).isEqualTo(before);
      Shell shell = new Shell(member, etcd, NOBODY);
      assertThat(shell.run("member", "list").lines()).hasSize(1);
      shell.run("put", "alone", "3");
    }
  }
}
