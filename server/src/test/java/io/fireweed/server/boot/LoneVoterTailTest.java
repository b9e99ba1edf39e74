package io.fireweed.server.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.InternalRaftRequest;
import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.RealEtcd;
import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.raftlog.ConfChange;
import io.fireweed.format.raftlog.ConfChangeType;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.schema.MemberId;
import io.fireweed.format.schema.MemberRow;
import io.fireweed.format.wire.Bytes;
import io.fireweed.raft.Ready;
import io.fireweed.server.log.DurableLog;
import io.fireweed.server.log.LogOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a lone voter has in its log is committed, whatever its last state record says: that one is
/// written later, and a crash may lose it.
class LoneVoterTailTest {
  private static final long NEWCOMER = 99;

  @TempDir Path temporary;

  private RunningMember start(String... more) throws IOException, InterruptedException {
    return MemberHere.start(temporary.resolve("m1"), more);
  }

  /// Appends entries without a state that commits them.
  private void append(List<EntryType> types, List<Bytes> data) throws IOException {
    MemberDir places = MemberDir.of(temporary.resolve("m1"));
    try (DurableLog log = DurableLog.open(new LocalDisk(), places, LogOptions.DEFAULT).log()) {
      for (int at = 0; at < types.size(); at++) {
        Entry entry =
            new Entry(log.hardState().term(), log.lastIndex() + 1, types.get(at), data.get(at));
        log.append(
            new Ready(
                Optional.empty(),
                Optional.empty(),
                List.of(entry),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                true));
      }
      assertThat(log.hardState().commit()).isEqualTo(log.lastIndex() - types.size());
    }
  }

  private static Bytes change(ConfChangeType type) {
    Bytes row =
        type == ConfChangeType.REMOVE_NODE
            ? Bytes.EMPTY
            : MemberRow.voter(new MemberId(NEWCOMER), List.of("http://127.0.0.1:1"), "").value();
    return new ConfChange(0, type, NEWCOMER, row).encode(LogOptions.DEFAULT.dialect());
  }

  private static Bytes put(String key) {
    PutRequest put = PutRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build();
    return Bytes.of(InternalRaftRequest.newBuilder().setID(4711).setPut(put).build().toByteArray());
  }

  private static long count(RunningMember member, String key) {
    InetSocketAddress address = (InetSocketAddress) member.clientAddresses().getFirst();
    ManagedChannel channel = NettyChannelBuilder.forAddress(address).usePlaintext().build();
    try {
      return KVGrpc.newBlockingStub(channel)
          .withDeadlineAfter(20, TimeUnit.SECONDS)
          .range(RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build())
          .getCount();
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void aSecondVoterInTheTailIsRefused() throws Exception {
    start().close();
    append(List.of(EntryType.CONF_CHANGE), List.of(change(ConfChangeType.ADD_NODE)));

    assertThatThrownBy(this::start)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("found one of 2 voters");
  }

  @Test
  void aLearnerInTheTailDoesNotCount() throws Exception {
    start().close();
    append(
        List.of(EntryType.CONF_CHANGE, EntryType.NORMAL),
        List.of(change(ConfChangeType.ADD_LEARNER_NODE), put("k")));

    try (RunningMember member = start()) {
      assertThat(count(member, "k")).isEqualTo(1);
    }
  }

  @Test
  void aForcedClusterKeepsWhatWasAcknowledgedWhileItWasAlone() throws Exception {
    start().close();
    append(
        List.of(EntryType.NORMAL, EntryType.CONF_CHANGE, EntryType.NORMAL),
        List.of(put("alone"), change(ConfChangeType.ADD_NODE), put("with another")));

    try (RunningMember member = start("--force-new-cluster")) {
      assertThat(count(member, "alone")).isEqualTo(1);
      assertThat(count(member, "with another")).isZero();
    }
    try (RunningMember member = start()) {
      assertThat(count(member, "alone")).isEqualTo(1);
    }
  }

  @Test
  void aDirectoryOfEtcdKilledRightAfterAVoterWasAddedIsRefused() throws Exception {
    EtcdPrograms programs = EtcdPrograms.assume("3.5");
    try (RealEtcd etcd = RealEtcd.start(programs, temporary.resolve("m1"))) {
      var _ =
          etcd.etcdctl("member", "add", "m2", "--peer-urls=http://127.0.0.1:1").requireSuccess();
      etcd.kill();
    }

    assertThatThrownBy(this::start)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("found one of 2 voters");
  }
}
