package io.fireweed.raft.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import io.fireweed.raft.message.PeerMessage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Real members are led through elections, reads, membership changes, crashes and a snapshot; all
/// they say to each other is read, and written again to the same bytes.
///
/// `-Draft.record=DIR` writes a few messages of each kind into a file there.
class PeerTrafficIT {
  /// What the course of events cannot do without.
  private static final Set<String> EXPECTED =
      Set.of(
          "MsgApp with entries",
          "MsgAppResp",
          "MsgAppResp rejected",
          "MsgHeartbeat",
          "MsgHeartbeat with context",
          "MsgHeartbeatResp",
          "MsgHeartbeatResp with context",
          "MsgPreVote",
          "MsgPreVoteResp",
          "MsgProp with entries",
          "MsgReadIndex with entries",
          "MsgReadIndexResp with entries",
          "MsgSnap",
          "MsgTimeoutNow",
          "MsgVote",
          "MsgVote with context",
          "MsgVoteResp");

  @TempDir Path work;

  @ParameterizedTest
  @CsvSource({"3.4, V3_4", "3.5, V3_5"})
  void everyMessageOfARealClusterIsReadAndWrittenAgainToTheSameBytes(
      String version, WireRelease release) throws Exception {
    EtcdPrograms programs = EtcdPrograms.assume(version);
    try (RecordedCluster cluster = RecordedCluster.start(programs, work, Optional.empty())) {
      work(cluster);
      crashes(cluster);
      snapshot(cluster);
      membership(cluster);
      compare(cluster.tape(release), programs);
    }
  }

  /// Streams are translated between the members; so 3.4 and 3.5 read what newer members would send
  /// them, and what Fireweed does. Without `-Dslow=true` only the newest meets the newest.
  @ParameterizedTest
  @MethodSource("newerForms")
  void realMembersUnderstandTheFormsOfNewerReleases(String version, WireRelease into)
      throws Exception {
    EtcdPrograms programs = EtcdPrograms.assume(version);
    try (RecordedCluster cluster = RecordedCluster.start(programs, work, Optional.of(into))) {
      work(cluster);
      crashes(cluster);
      for (int i = 0; i < 3; i++) {
        cluster.etcdctl(i, "put", "end" + i, "value");
        assertThat(cluster.etcdctl(i, "get", "missed4", "--print-value-only").out())
            .startsWith("value");
      }
      assertThat(cluster.translatedCount()).isGreaterThan(100);
      System.out.printf(
          "etcd %s: %d messages as %s%n", programs.version(), cluster.translatedCount(), into);
    }
  }

  static Stream<Arguments> newerForms() {
    Arguments newest = Arguments.of("3.5", WireRelease.V3_7);
    return Boolean.getBoolean("slow")
        ? Stream.of(
            newest,
            Arguments.of("3.5", WireRelease.V3_6),
            Arguments.of("3.4", WireRelease.V3_7),
            Arguments.of("3.4", WireRelease.V3_6))
        : Stream.of(newest);
  }

  private static void work(RecordedCluster cluster) {
    for (int i = 0; i < 3; i++) {
      cluster.etcdctl(i, "put", "key" + i, "value");
      cluster.etcdctl(i, "get", "key" + i);
    }
    cluster.etcdctl(0, "put", "large", "x".repeat(100_000));
    int leader = cluster.leader();
    int next = RecordedCluster.votersWithout(leader).getFirst();
    cluster.moveLeader(next);
  }

  /// A member that was down while leadership moved has less than the new leader takes for granted.
  /// Then the leader dies.
  private static void crashes(RecordedCluster cluster) {
    int leader = cluster.leader();
    int down = RecordedCluster.votersWithout(leader).getFirst();
    int next = RecordedCluster.votersWithout(leader, down).getFirst();
    cluster.member(down).kill();
    for (int i = 0; i < 5; i++) {
      cluster.etcdctl(leader, "put", "missed" + i, "value");
    }
    cluster.moveLeader(next);
    cluster.member(down).restart();
    cluster.member(next).kill();
    RecordedCluster.eventually("another leads", () -> cluster.leader() != next);
    cluster.member(next).restart();
  }

  /// A member that starts again has no entries before its last snapshot; so it must send that.
  private static void snapshot(RecordedCluster cluster) {
    int down = RecordedCluster.votersWithout(cluster.leader()).getFirst();
    List<Integer> others = RecordedCluster.votersWithout(down);
    cluster.member(down).kill();
    for (int i = 0; i < 60; i++) {
      cluster.etcdctl(others.getFirst(), "put", "key" + i, "value");
    }
    for (int other : others) {
      cluster.member(other).stop();
      cluster.member(other).restart();
    }
    cluster.member(down).restart();
    cluster.etcdctl(down, "get", "key59");
  }

  private static void membership(RecordedCluster cluster) {
    String id = cluster.join();
    cluster.etcdctl(3, "put", "from the fourth", "value");
    cluster.change("member", "remove", id);
  }

  private static void compare(PeerTape tape, EtcdPrograms programs) throws Exception {
    Map<String, Integer> counts = new TreeMap<>();
    for (Bytes bytes : tape.messages()) {
      PeerMessage message = MessageCodec.decode(bytes.segment(), new Origin(programs.version(), 0));
      assertThat(MessageCodec.encode(message, tape.release())).isEqualTo(bytes);
      counts.merge(RecordedMessages.kind(message), 1, Integer::sum);
    }
    for (Bytes bytes : tape.entries()) {
      Entry entry = EntryCodec.decode(bytes.segment(), new Origin(programs.version(), 0));
      assertThat(EntryCodec.encode(entry, tape.release())).isEqualTo(bytes);
    }
    System.out.printf(
        "etcd %s: %d link heartbeats, %d entries alone, messages %s%n",
        programs.version(), tape.linkHeartbeatCount(), tape.entries().size(), counts);
    if (RecordedCluster.recordInto().isPresent()) {
      RecordedMessages.write(RecordedCluster.recordInto().get(), programs.version(), tape);
    }
    assertThat(counts.keySet()).containsAll(EXPECTED);
    assertThat(tape.entries()).isNotEmpty();
    assertThat(tape.linkHeartbeatCount()).isPositive();
  }
}
