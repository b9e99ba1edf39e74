package io.fireweed.storage.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.api.rpc.AlarmRequest;
import io.fireweed.api.rpc.InternalRaftRequest;
import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.RealEtcd;
import io.fireweed.fixtures.SeededRandom;
import io.fireweed.format.bbolt.Db;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.schema.EtcdBucket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A real member under random load, killed: its log, played from nothing, gives the db that the
/// member itself comes to. And the db it left behind, played on with its own log, gives the same.
class ApplierIT {
  private static final List<EtcdBucket> COMPARED =
      List.of(
          EtcdBucket.KEY,
          EtcdBucket.LEASE,
          EtcdBucket.ALARM,
          EtcdBucket.AUTH,
          EtcdBucket.AUTH_ROLES,
          EtcdBucket.MEMBERS,
          EtcdBucket.MEMBERS_REMOVED,
          EtcdBucket.CLUSTER);

  /// What the load must have led to, so that it proves something.
  private static final List<Class<? extends ApplyResult>> EXPECTED =
      List.of(
          ApplyResult.KeysChanged.class,
          ApplyResult.TxnApplied.class,
          ApplyResult.Compacted.class,
          ApplyResult.LeaseGranted.class,
          ApplyResult.LeaseRevoked.class,
          ApplyResult.AlarmRaised.class,
          ApplyResult.AlarmCleared.class,
          ApplyResult.AuthChanged.class,
          ApplyResult.MembershipChanged.class,
          ApplyResult.AttributesSet.class,
          ApplyResult.ClusterVersionSet.class,
          ApplyResult.Rejected.class);

  @TempDir Path work;

  private final AtomicInteger runs = new AtomicInteger();

  @ParameterizedTest
  @ValueSource(strings = {"3.4", "3.5"})
  void theLogOfAKilledMemberGivesTheDbItComesTo(String release) {
    EtcdPrograms programs = EtcdPrograms.assume(release);
    SeededRandom.check(1, random -> compare(programs, random));
  }

  private void compare(EtcdPrograms programs, Random random) throws Exception {
    Path directory = work.resolve("run" + runs.incrementAndGet());
    Files.createDirectory(directory);
    Path killed = directory.resolve("killed");
    DbRows etcd;
    try (RealEtcd member = RealEtcd.start(programs, directory.resolve("m1"))) {
      load(member, random);
      member.kill();
      copy(member.dataDirectory(), killed);
      member.restart();
      member.stop();
      etcd = DbRows.of(member.dataDirectory().resolve("member/snap/db"));
    }
    List<Entry> entries = Replay.entries(killed.resolve("member/wal"));
    Path fresh = directory.resolve("fresh");
    try (Db db = Replay.create(fresh)) {
      List<ApplyResult> results = Replay.play(db, programs.version(), entries, 100);
      assertThat(results.stream().<Object>map(ApplyResult::getClass)).containsAll(EXPECTED);
    }
    assertSame(DbRows.of(fresh), etcd, programs);
    Path left = killed.resolve("member/snap/db");
    try (Db db = Replay.reopen(left)) {
      Replay.play(db, programs.version(), entries, 100);
    }
    assertSame(DbRows.of(left), etcd, programs);
  }

  private static void assertSame(DbRows replayed, DbRows etcd, EtcdPrograms programs) {
    for (EtcdBucket bucket : COMPARED) {
      assertThat(replayed.of(bucket)).as(bucket.label()).isEqualTo(etcd.of(bucket));
    }
    assertThat(replayed.of(EtcdBucket.KEY)).hasSizeGreaterThan(20);
    if (!programs.version().startsWith("3.4")) {
      assertThat(replayed.of(EtcdBucket.AUTH_USERS)).isEqualTo(etcd.of(EtcdBucket.AUTH_USERS));
    }
  }

  private static void load(RealEtcd member, Random random) throws Exception {
    Gateway gateway = new Gateway(member.clientUrl());
    RequestStream requests = new RequestStream(random, 1000);
    random(gateway, requests, 150);
    alarms(gateway, requests);
    members(member);
    random(gateway, requests, 100);
    users(member);
    random(gateway, requests, 100);
  }

  private static void random(Gateway gateway, RequestStream requests, int count) throws Exception {
    long revision = 1;
    for (int i = 0; i < count; i++) {
      revision += gateway.send(requests.next(revision)) ? 1 : 0;
    }
  }

  /// With each alarm set some requests are refused when they are applied.
  private static void alarms(Gateway gateway, RequestStream requests) throws Exception {
    for (int alarm = 1; alarm <= 2; alarm++) {
      for (int action = 1; action <= 2; action++) {
        assertThat(
                gateway.send(
                    InternalRaftRequest.newBuilder()
                        .setAlarm(
                            AlarmRequest.newBuilder()
                                .setActionValue(action)
                                .setMemberID(77)
                                .setAlarmValue(alarm))
                        .build()))
            .isTrue();
        random(gateway, requests, 25);
      }
    }
    gateway.send(
        InternalRaftRequest.newBuilder()
            .setAlarm(AlarmRequest.newBuilder().setActionValue(1).setMemberID(5).setAlarmValue(1))
            .build());
    gateway.send(
        InternalRaftRequest.newBuilder()
            .setAlarm(AlarmRequest.newBuilder().setActionValue(2).setMemberID(5).setAlarmValue(1))
            .build());
  }

  private static void members(RealEtcd member) {
    String added =
        member
            .etcdctl("member", "add", "lrn", "--learner", "--peer-urls=http://127.0.0.1:1")
            .requireSuccess()
            .out();
    String id = added.replaceAll("(?s)^Member\\s+([0-9a-f]+) added.*$", "$1");
    member.etcdctl("member", "update", id, "--peer-urls=http://127.0.0.1:2").requireSuccess();
    member.etcdctl("member", "add", "twin", "--learner", "--peer-urls=http://127.0.0.1:2");
    member.etcdctl("member", "remove", id).requireSuccess();
    member.etcdctl("member", "remove", id);
  }

  private static void users(RealEtcd member) {
    String[] root = {"--user=root:rootpw"};
    String[] reader = {"--user=u1:pw1"};
    for (String line :
        List.of(
            "auth enable",
            "user add root:rootpw",
            "user add u1:pw0",
            "user add u2 --no-user-password",
            "user add nopw --no-password",
            "user add u1:again",
            "role add r1",
            "role add r2",
            "role grant-permission r1 read k1",
            "role grant-permission r1 write k1 k5",
            "role grant-permission r1 readwrite a b",
            "role grant-permission r1 readwrite b c",
            "role grant-permission r1 write k1",
            "role grant-permission r2 readwrite z --from-key",
            "role grant-permission r2 read b a",
            "role grant-permission r2 read e --prefix",
            "role revoke-permission r2 e f",
            "role revoke-permission r2 x y",
            "user grant-role u1 r1",
            "user grant-role u1 r2",
            "user grant-role u1 r2",
            "user grant-role u1 root",
            "user revoke-role u1 root",
            "user grant-role nopw r2",
            "user grant-role root root",
            "role delete r2",
            "role delete r9")) {
      member.etcdctl(line.split(" "));
    }
    member.etcdctl("user", "delete", "nopw");
    member.etcdctl("auth", "enable").requireSuccess();
    for (String line :
        List.of(
            "put k1 mine",
            "put k3 mine",
            "put k5 denied",
            "put z denied",
            "get k1",
            "get k2",
            "del a b",
            "del a c",
            "del k1",
            "del k --prefix",
            "user add u9:denied",
            "lease grant 100",
            "compaction 5")) {
      member.etcdctl(with(reader, line));
    }
    for (String line :
        List.of(
            "put from-root yes",
            "user delete root",
            "role delete root",
            "user revoke-role root root",
            "role add r3",
            "del from-root",
            "auth disable")) {
      member.etcdctl(with(root, line));
    }
  }

  private static String[] with(String[] flags, String line) {
    return Stream.concat(Stream.of(flags), Stream.of(line.split(" "))).toArray(String[]::new);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
