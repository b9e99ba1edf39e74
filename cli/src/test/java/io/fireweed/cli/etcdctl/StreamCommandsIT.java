package io.fireweed.cli.etcdctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.ClusterPlan;
import io.fireweed.fixtures.EtcdCluster;
import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.Eventually;
import io.fireweed.fixtures.RealEtcd;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commands that go on until they are ended, beside Go's on the same real etcd.
class StreamCommandsIT {
  private static final Duration LIMIT = Duration.ofSeconds(40);

  @TempDir Path temporary;

  @Test
  void aWatchTellsThePastAs34Does() {
    compareWatches(EtcdPrograms.assume("3.4"));
  }

  @Test
  void aWatchTellsThePastAs35Does() {
    compareWatches(EtcdPrograms.assume("3.5"));
  }

  private void compareWatches(EtcdPrograms programs) {
    try (RealEtcd etcd = RealEtcd.start(programs, temporary.resolve("m"))) {
      for (String command :
          List.of("put a 1", "put a 2", "put b →", "del a", "put a 3", "put last x")) {
        etcd.etcdctl(command.split(" ", -1)).requireSuccess();
      }
      for (String command :
          """
          watch a --rev 2 :: 3
          watch a --rev 3 --prev-kv :: 3
          watch a m --rev 2 --prev-kv -w fields :: Version
          watch a m --rev 2 --prev-kv -w json :: mod_revision":6
          watch '' --prefix --rev 2 --hex :: \\x6c
          watch b --rev 1 -- sh -c env|grep_ETCD_WATCH|sort :: VALUE
          """
              .lines()
              .toList()) {
        String[] halves = command.split(" :: ", -1);
        String[] words =
            Arrays.stream(CtlRun.words(halves[0]))
                .map(
                    word ->
                        word.contains("|")
                            ? word.replace('_', ' ').replace("ETCD WATCH", "ETCD_WATCH")
                            : word)
                .toArray(String[]::new);
        try (CtlProcess go = CtlProcess.of(programs.etcdctl(), Map.of(), with(etcd, words));
            CtlProcess ours = CtlProcess.ours(Map.of(), with(etcd, words))) {
          go.awaitOut(halves[1]);
          Eventually.within(
              LIMIT,
              () -> command + "\nexpected " + go.out() + "\nfound " + ours.out() + ours.err(),
              () -> ours.out().equals(go.out()));
        }
      }
    }
  }

  @Test
  void aDialogueWatchesWhatIsTyped() throws Exception {
    EtcdPrograms programs = EtcdPrograms.assume("3.5");
    try (RealEtcd etcd = RealEtcd.start(programs, temporary.resolve("m"))) {
      etcd.etcdctl("put", "a", "1").requireSuccess();
      List<String> outs = new ArrayList<>();
      for (boolean isOurs : List.of(false, true)) {
        String[] words = with(etcd, "watch", "-i");
        try (CtlProcess run =
            isOurs
                ? CtlProcess.ours(Map.of(), words)
                : CtlProcess.of(programs.etcdctl(), Map.of(), words)) {
          run.type("bogus\n\nwatch\nwatch a --prefix b\nwatch 'a' --rev=1 -- echo ran\n");
          run.awaitOut("ran\n");
          run.endInput();
          assertThat(run.exitCode()).isEqualTo(3);
          outs.add(run.out() + "|" + run.err());
        }
      }
      assertThat(outs.get(1)).isEqualTo(outs.get(0));
    }
  }

  @Test
  void aWatchOutlivesTheMemberItAsked() {
    EtcdPrograms programs = EtcdPrograms.assume("3.5");
    try (EtcdCluster cluster = EtcdCluster.start(programs, ClusterPlan.of(3), temporary)) {
      cluster.etcdctl("put", "k", "1").requireSuccess();
      try (CtlProcess ours =
          CtlProcess.ours(
              Map.of(),
              "--endpoints=" + String.join(",", cluster.clientUrls()),
              "watch",
              "k",
              "--rev=1")) {
        ours.awaitOut("PUT\nk\n1\n");
        cluster.members().getFirst().kill();
        Eventually.within(
            LIMIT,
            () -> "a write goes through",
            () -> cluster.members().get(1).etcdctl("put", "k", "2").exitCode() == 0);
        ours.awaitOut("PUT\nk\n2\n");
        assertThat(ours.out()).startsWith("PUT\nk\n1\nPUT\nk\n2\n");
        cluster.members().getFirst().restart();
        cluster.members().get(1).kill();
        Eventually.within(
            LIMIT,
            () -> "a write goes through again",
            () -> cluster.members().getFirst().etcdctl("put", "k", "last").exitCode() == 0);
        ours.awaitOut("PUT\nk\nlast\n");
        assertThat(ours.out().lines().filter("1"::equals).count()).isEqualTo(1);
      }
    }
  }

  @Test
  void locksOfBothToolsExcludeEachOther() throws InterruptedException {
    EtcdPrograms programs = EtcdPrograms.assumeAny().getLast();
    try (RealEtcd etcd = RealEtcd.start(programs, temporary.resolve("m"))) {
      try (CtlProcess go = CtlProcess.of(programs.etcdctl(), Map.of(), with(etcd, "lock", "l"))) {
        go.awaitOut("l/");
        try (CtlProcess ours =
            CtlProcess.ours(
                Map.of(),
                with(etcd, "lock", "l", "--", "sh", "-c", "echo $ETCD_LOCK_KEY; exit 7"))) {
          Eventually.within(
              LIMIT,
              () -> "ours stands in the queue",
              () -> etcd.etcdctl("get", "l/", "--prefix", "--keys-only").out().lines().count() > 3);
          assertThat(ours.out()).isEmpty();
          go.terminate();
          assertThat(go.exitCode()).isZero();
          assertThat(ours.exitCode()).isEqualTo(7);
          assertThat(ours.out()).startsWith("l/");
          assertThat(ours.err()).endsWith("Error: exit status 7\n");
        }
      }
      try (CtlProcess ours = CtlProcess.ours(Map.of(), with(etcd, "lock", "m"))) {
        ours.awaitOut("m/");
        try (CtlProcess go =
            CtlProcess.of(programs.etcdctl(), Map.of(), with(etcd, "lock", "m", "echo", "got"))) {
          assertThat(go.out()).isEmpty();
          ours.terminate();
          assertThat(ours.exitCode()).as(ours.err()).isZero();
          go.awaitOut("got");
          assertThat(go.exitCode()).as(go.err()).isZero();
        }
      }
      assertThat(etcd.etcdctl("get", "", "--prefix").out()).isEmpty();
    }
  }

  @Test
  void leadersOfBothToolsSeeEachOther() throws InterruptedException {
    EtcdPrograms programs = EtcdPrograms.assumeAny().getLast();
    try (RealEtcd etcd = RealEtcd.start(programs, temporary.resolve("m"));
        CtlProcess go =
            CtlProcess.of(programs.etcdctl(), Map.of(), with(etcd, "elect", "-l", "e"));
        CtlProcess observer = CtlProcess.ours(Map.of(), with(etcd, "elect", "-l", "e"));
        CtlProcess first = CtlProcess.ours(Map.of(), with(etcd, "elect", "e", "one"))) {
      first.awaitOut("\none\n");
      go.awaitOut("\none\n");
      observer.awaitOut("\none\n");
      try (CtlProcess second =
          CtlProcess.of(programs.etcdctl(), Map.of(), with(etcd, "elect", "e", "two"))) {
        Eventually.within(
            LIMIT,
            () -> "two candidates",
            () -> etcd.etcdctl("get", "e/", "--prefix", "--keys-only").out().lines().count() > 3);
        first.terminate();
        assertThat(first.exitCode()).as(first.err()).isZero();
        second.awaitOut("\ntwo\n");
        observer.awaitOut("\ntwo\n");
        go.awaitOut("\ntwo\n");
        assertThat(observer.out()).isEqualTo(go.out());
      }
      observer.terminate();
      assertThat(observer.exitCode()).isZero();
    }
  }

  @Test
  void aLeaseIsKeptAliveUntilItIsRevoked() throws InterruptedException {
    EtcdPrograms programs = EtcdPrograms.assumeAny().getFirst();
    try (RealEtcd etcd = RealEtcd.start(programs, temporary.resolve("m"))) {
      String id = etcd.etcdctl("lease", "grant", "6").out().split(" ", -1)[1];
      try (CtlProcess ours = CtlProcess.ours(Map.of(), with(etcd, "lease", "keep-alive", id))) {
        Eventually.within(LIMIT, ours::out, () -> ours.out().lines().count() >= 6);
        etcd.etcdctl("lease", "revoke", id).requireSuccess();
        assertThat(ours.exitCode()).isZero();
        assertThat(ours.out())
            .startsWith("lease " + id + " keepalived with TTL(6)\n")
            .endsWith("lease " + id + " expired or revoked.\n");
      }
    }
  }

  @Test
  void aMirrorFollowsItsSource() throws IOException {
    EtcdPrograms programs = EtcdPrograms.assumeAny().getLast();
    try (RealEtcd source = RealEtcd.start(programs, temporary.resolve("source"));
        RealEtcd copy = RealEtcd.start(programs, temporary.resolve("copy"))) {
      source.etcdctl("put", "a/1", "x").requireSuccess();
      source.etcdctl("put", "other", "x").requireSuccess();
      try (CtlProcess _ =
          CtlProcess.ours(
              Map.of(),
              with(source, "make-mirror", copy.clientUrl(), "--prefix=a/", "--dest-prefix=b/"))) {
        awaitKeys(copy, "b/1\nx\n");
        source.etcdctl("put", "a/2", "y").requireSuccess();
        source
            .programs()
            .etcdctlReading(
                "\nput a/3 z\ndel a/1\n\n\n", List.of("--endpoints=" + source.clientUrl(), "txn"))
            .requireSuccess();
        awaitKeys(copy, "b/2\ny\nb/3\nz\n");
      }
    }
  }

  @Test
  void wordsThatAreNotUtf8ReachTheMember() throws InterruptedException {
    EtcdPrograms programs = EtcdPrograms.assumeAny().getFirst();
    try (RealEtcd etcd = RealEtcd.start(programs, temporary.resolve("m"))) {
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      String script =
          "exec \"$0\" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -cp \"$1\""
              + " io.fireweed.cli.etcdctl.EtcdCtl --endpoints=\"$2\" put \"$(printf 'k\\377')\""
              + " \"$(printf '\\200v')\"";
      try (CtlProcess put =
          CtlProcess.of(
              Path.of("/bin/sh"),
              Map.of(),
              "-c",
              script,
              java,
              System.getProperty("java.class.path"),
              etcd.clientUrl())) {
        assertThat(put.exitCode()).as(put.err()).isZero();
      }
      assertThat(etcd.etcdctl("get", "k", "--prefix", "--hex").out())
          .isEqualTo("\\x6b\\xff\n\\x80\\x76\n");
    }
  }

  private static void awaitKeys(RealEtcd etcd, String expected) {
    Eventually.within(
        LIMIT,
        () -> "expected " + expected + " found " + etcd.etcdctl("get", "", "--prefix").out(),
        () -> etcd.etcdctl("get", "", "--prefix").out().equals(expected));
  }

  private static String[] with(RealEtcd etcd, String... words) {
    List<String> all = new ArrayList<>(List.of("--endpoints=" + etcd.clientUrl()));
    all.addAll(Arrays.asList(words));
    return all.toArray(String[]::new);
  }
}
