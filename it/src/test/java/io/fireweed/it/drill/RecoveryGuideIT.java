package io.fireweed.it.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.ClusterPlan;
import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.ProgramRun;
import io.fireweed.fixtures.RealEtcd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The commands of etcd's guide to disaster recovery, as printed: the snapshot saved from a live
/// etcd by its own etcdctl, looked at and restored with ours, the members started by etcd.
class RecoveryGuideIT {
  private static final Duration RUN_LIMIT = Duration.ofMinutes(3);
  private static final Duration READY_LIMIT = Duration.ofMinutes(2);
  private static final Pattern HASH =
      Pattern.compile("\"hash\":(\\d+),\"compact_revision\":(-?\\d+)");

  /// The printed hosts and ports become loopback addresses; `etcdctl` and `etcdutl` are ours.
  private static final String GUIDE =
      """
      set -eu
      etcdctl() { OUR_ETCDCTL "$@"; }
      etcdutl() { OUR_ETCDUTL "$@"; }

      ETCDCTL_API=3 TOOL snapshot status snapshot.db --write-out=table
      ETCDCTL_API=3 TOOL snapshot restore snapshot.db \\
        --name m1 \\
        --initial-cluster m1=http://host1:2380,m2=http://host2:2380,m3=http://host3:2380 \\
        --initial-cluster-token etcd-cluster-1 \\
        --initial-advertise-peer-urls http://host1:2380
      ETCDCTL_API=3 TOOL snapshot restore snapshot.db \\
        --name m2 \\
        --initial-cluster m1=http://host1:2380,m2=http://host2:2380,m3=http://host3:2380 \\
        --initial-cluster-token etcd-cluster-1 \\
        --initial-advertise-peer-urls http://host2:2380
      ETCDCTL_API=3 TOOL snapshot restore snapshot.db \\
        --name m3 \\
        --initial-cluster m1=http://host1:2380,m2=http://host2:2380,m3=http://host3:2380 \\
        --initial-cluster-token etcd-cluster-1 \\
        --initial-advertise-peer-urls http://host3:2380
      """;

  @TempDir Path temporary;

  @ParameterizedTest
  @CsvSource({"3.4, etcdctl", "3.4, etcdutl", "3.5, etcdctl", "3.5, etcdutl"})
  void threeMembersServeTheKeyspaceOfTheLostOne(String release, String tool) throws IOException {
    EtcdPrograms programs = EtcdPrograms.assume(release);
    State lost = saveSnapshot(programs);

    ClusterPlan plan = ClusterPlan.of(3);
    List<String> peers = plan.members().stream().map(ClusterPlan.Member::peerUrl).toList();
    String script =
        GUIDE
            .replace("OUR_ETCDCTL", Programs.shell("etcdctl.EtcdCtl"))
            .replace("OUR_ETCDUTL", Programs.shell("etcdutl.EtcdUtl"))
            .replace("TOOL", tool)
            .replace("http://host1:2380", peers.get(0))
            .replace("http://host2:2380", peers.get(1))
            .replace("http://host3:2380", peers.get(2));
    Path guide = Files.writeString(temporary.resolve("guide.sh"), script);
    ProgramRun run =
        ProgramRun.of(
            List.of("sh", "-c", "cd '" + temporary + "' && sh " + guide), Map.of(), RUN_LIMIT);
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.out()).contains("HASH").contains("REVISION").contains("TOTAL SIZE");

    List<RealEtcd> members = new ArrayList<>();
    try {
      for (ClusterPlan.Member member : plan.members()) {
        Path dataDir = temporary.resolve(member.name() + ".etcd");
        assertThat(dataDir.resolve("member/snap/db")).exists();
        members.add(RealEtcd.launch(programs, plan, member, dataDir, List.of()));
      }
      for (RealEtcd member : members) {
        member.awaitReady(READY_LIMIT);
        assertThat(State.of(member, lost.revision())).isEqualTo(lost);
      }
      ProgramRun list = members.getFirst().etcdctl("member", "list").requireSuccess();
      assertThat(list.out().lines()).hasSize(3).allMatch(line -> line.contains("started"));
      members.getLast().etcdctl("put", "after", "the loss").requireSuccess();
      assertThat(members.getFirst().etcdctl("get", "after").requireSuccess().out())
          .isEqualTo("after\nthe loss\n");
    } finally {
      members.forEach(RealEtcd::close);
    }
  }

  /// What a member serves.
  ///
  /// @param hash of the keyspace up to the revision, with the compact revision
  private record State(long revision, String keys, String hash, String leases) {
    static State of(RealEtcd member, long revision) {
      String hash =
          member
              .etcdctl("endpoint", "hashkv", "--rev=" + revision, "--write-out=json")
              .requireSuccess()
              .out();
      Matcher found = HASH.matcher(hash);
      assertThat(found.find()).as(hash).isTrue();
      return new State(
          revision,
          member.etcdctl("get", "", "--prefix", "--rev=" + revision).requireSuccess().out(),
          found.group(),
          member.etcdctl("lease", "list").requireSuccess().out());
    }
  }

  /// Fills a live member and saves it, as the guide says. {@return what it served then}
  private State saveSnapshot(EtcdPrograms programs) {
    try (RealEtcd etcd = RealEtcd.start(programs, temporary.resolve("lost.etcd"))) {
      for (int i = 0; i < 12; i++) {
        etcd.etcdctl("put", "registry/pods/" + i % 8, "generation " + i).requireSuccess();
      }
      etcd.etcdctl("del", "registry/pods/3").requireSuccess();
      String granted = etcd.etcdctl("lease", "grant", "3600").requireSuccess().out();
      String lease = granted.split(" ", -1)[1];
      etcd.etcdctl("put", "--lease=" + lease, "leased", "for an hour").requireSuccess();
      etcd.etcdctl("compaction", "6").requireSuccess();
      etcd.etcdctl("put", "registry/pods/3", "back").requireSuccess();
      Path snapshot = temporary.resolve("snapshot.db");
      etcd.etcdctl("snapshot", "save", snapshot.toString()).requireSuccess();
      return State.of(etcd, 16);
    }
  }
}
