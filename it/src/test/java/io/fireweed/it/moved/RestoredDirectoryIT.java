package io.fireweed.it.moved;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.ClusterPlan;
import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.ProgramRun;
import io.fireweed.fixtures.RealEtcd;
import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.it.moved.Contents.Shell;
import io.fireweed.it.served.Subject;
import io.fireweed.recovery.Progress;
import io.fireweed.recovery.restore.Proof;
import io.fireweed.recovery.restore.Restore;
import io.fireweed.recovery.restore.RestoreOutcome;
import io.fireweed.recovery.restore.RestorePlan;
import io.fireweed.recovery.restore.SystemHostNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Our member starts where a restore ended, whoever restored.
class RestoredDirectoryIT {
  private static final Optional<String> NOBODY = Optional.empty();

  @TempDir Path temporary;

  @ParameterizedTest
  @ValueSource(strings = {"3.4", "3.5"})
  void aDirectoryThatEtcdRestoredServes(String release) {
    EtcdPrograms etcd = EtcdPrograms.assume(release);
    Path snapshot = temporary.resolve("snapshot.db");
    Contents before = save(etcd, snapshot);
    ClusterPlan plan = ClusterPlan.of(1);
    Path directory = temporary.resolve("restored");
    ProgramRun restored =
        etcd.offlineTool(
            List.of(
                "snapshot",
                "restore",
                snapshot.toString(),
                "--data-dir=" + directory,
                "--name=m1",
                "--initial-cluster=" + plan.initialCluster(),
                "--initial-advertise-peer-urls=" + plan.members().getFirst().peerUrl()));
    assertThat(restored.exitCode()).as("%s", restored).isZero();

    requireServed(etcd, plan, directory, before);
  }

  @Test
  void aDirectoryThatWeRestoredServes() throws IOException {
    EtcdPrograms etcd = EtcdPrograms.assume("3.5");
    Path snapshot = temporary.resolve("snapshot.db");
    Contents before = save(etcd, snapshot);
    ClusterPlan plan = ClusterPlan.of(1);
    Path directory = temporary.resolve("restored");
    RestorePlan.OneMember member =
        new RestorePlan.OneMember(
            "m1", plan.initialCluster(), plan.token(), plan.members().getFirst().peerUrl());
    RestoreOutcome outcome =
        new Restore(new LocalDisk(), Progress.NONE)
            .execute(
                RestorePlan.ofOne(
                    snapshot,
                    member,
                    MemberDir.of(directory),
                    Proof.DIGEST,
                    new SystemHostNames()));
    assertThat(outcome).isInstanceOf(RestoreOutcome.Restored.class);

    requireServed(etcd, plan, directory, before);
  }

  private Contents save(EtcdPrograms etcd, Path snapshot) {
    try (RealEtcd member = RealEtcd.start(etcd, temporary.resolve("lost"))) {
      Shell shell = new Shell(member, etcd, NOBODY);
      String lease = shell.run("lease", "grant", "10000").split(" ", -1)[1];
      for (int i = 0; i < 20; i++) {
        shell.run("put", "--lease=" + lease, "k" + i % 7, "v" + i);
      }
      shell.run("del", "k3");
      shell.run("compact", "9");
      shell.run("role", "add", "reader");
      shell.run("user", "add", "anna:secret");
      shell.run("user", "grant-role", "anna", "reader");
      shell.run("snapshot", "save", snapshot.toString());
      return Contents.of(member, etcd, NOBODY);
    }
  }

  private static void requireServed(
      EtcdPrograms etcd, ClusterPlan plan, Path directory, Contents before) {
    EtcdPrograms ours = Subject.OURS.programs();
    try (RealEtcd member = RealEtcd.start(ours, plan, directory)) {
      Contents now = Contents.of(member, etcd, NOBODY);
      assertThat(now.withClusterVersion(before.clusterVersion())).isEqualTo(before);
      Shell shell = new Shell(member, etcd, NOBODY);
      assertThat(shell.run("member", "list").lines()).singleElement().asString().contains("m1");
      shell.run("put", "after", "the restore");
      now = Contents.of(member, etcd, NOBODY);
      member.kill();
      member.restart();
      assertThat(Contents.of(member, etcd, NOBODY)).isEqualTo(now);
    }
  }
}
