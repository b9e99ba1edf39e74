package io.fireweed.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.api.rpc.LeaseGrantRequest;
import io.fireweed.api.rpc.LeaseGrpc;
import io.fireweed.api.rpc.LeaseRevokeRequest;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.election.CampaignRequest;
import io.fireweed.api.rpc.election.CampaignResponse;
import io.fireweed.api.rpc.election.ElectionGrpc;
import io.fireweed.api.rpc.election.LeaderRequest;
import io.fireweed.api.rpc.election.LeaderResponse;
import io.fireweed.api.rpc.election.ProclaimRequest;
import io.fireweed.api.rpc.election.ResignRequest;
import io.fireweed.api.rpc.lock.LockGrpc;
import io.fireweed.api.rpc.lock.LockRequest;
import io.fireweed.api.rpc.lock.LockResponse;
import io.fireweed.api.rpc.lock.UnlockRequest;
import io.fireweed.fixtures.Eventually;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class LocksAndElectionsTest {
  private static final ByteString NAME = ByteString.copyFromUtf8("n");

  @TempDir Path work;
  private OneMember member;

  @BeforeEach
  void start() throws IOException {
    member = new OneMember(work.resolve("m"));
    for (long lease : new long[] {0xa, 0xb, 0xc}) {
      var _ =
          LeaseGrpc.newBlockingStub(member.channel())
              .leaseGrant(LeaseGrantRequest.newBuilder().setID(lease).setTTL(600).build());
    }
  }

  @AfterEach
  void stop() throws IOException {
    member.close();
  }

  private ListenableFuture<LockResponse> lock(long lease) {
    return LockGrpc.newFutureStub(member.channel())
        .lock(LockRequest.newBuilder().setName(NAME).setLease(lease).build());
  }

  private static String key(ListenableFuture<LockResponse> held) throws Exception {
    return held.get(60, TimeUnit.SECONDS).getKey().toStringUtf8();
  }

  /// Who comes first is who has the oldest key, so the next may come when this one's is there.
  private void awaitInLine(String key) {
    KVGrpc.KVBlockingStub keys = KVGrpc.newBlockingStub(member.channel());
    RangeRequest one = RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build();
    Eventually.within(
        Duration.ofSeconds(60),
        () -> key + " does not stand in line",
        () -> keys.range(one).getCount() == 1);
  }

  private void revoke(long lease) {
    var _ =
        LeaseGrpc.newBlockingStub(member.channel())
            .leaseRevoke(LeaseRevokeRequest.newBuilder().setID(lease).build());
  }

  @Test
  void aLockPassesOnInTheOrderOfComing() throws Exception {
    assertThat(key(lock(0xa))).isEqualTo("n/a");
    ListenableFuture<LockResponse> second = lock(0xb);
    awaitInLine("n/b");
    ListenableFuture<LockResponse> third = lock(0xc);
    awaitInLine("n/c");
    assertThat(second).isNotDone();
    assertThat(third).isNotDone();
    var _ =
        LockGrpc.newBlockingStub(member.channel())
            .unlock(UnlockRequest.newBuilder().setKey(ByteString.copyFromUtf8("n/a")).build());
    assertThat(key(second)).isEqualTo("n/b");
    assertThat(third).isNotDone();
    revoke(0xb);
    assertThat(key(third)).isEqualTo("n/c");
  }

  @Test
  void whoeverHoldsALockGetsItAgain() throws Exception {
    assertThat(key(lock(0xa))).isEqualTo("n/a");
    assertThat(key(lock(0xa))).isEqualTo("n/a");
  }

  @Test
  void aClientThatGoesLeavesTheLine() throws Exception {
    assertThat(key(lock(0xa))).isEqualTo("n/a");
    ListenableFuture<LockResponse> second = lock(0xb);
    awaitInLine("n/b");
    second.cancel(true);
    ListenableFuture<LockResponse> third = lock(0xc);
    revoke(0xa);
    assertThat(key(third)).isEqualTo("n/c");
  }

  @Test
  void aLockNeedsALeaseThatIsThere() throws Exception {
    assertThat(key(lock(0))).startsWith("n/");
    assertThatThrownBy(() -> lock(0xdead).get(60, TimeUnit.SECONDS))
        .hasMessageContaining("UNKNOWN: etcdserver: requested lease not found");
  }

  private ListenableFuture<CampaignResponse> campaign(long lease, String value) {
    return ElectionGrpc.newFutureStub(member.channel())
        .campaign(
            CampaignRequest.newBuilder()
                .setName(NAME)
                .setLease(lease)
                .setValue(ByteString.copyFromUtf8(value))
                .build());
  }

  @Test
  void anElectionHasOneLeaderWhomEveryoneSees() throws Exception {
    ElectionGrpc.ElectionBlockingStub election = ElectionGrpc.newBlockingStub(member.channel());
    LeaderRequest who = LeaderRequest.newBuilder().setName(NAME).build();
    assertThatThrownBy(() -> election.leader(who)).hasMessage("UNKNOWN: election: no leader");
    Iterator<LeaderResponse> seen = election.withDeadlineAfter(240, TimeUnit.SECONDS).observe(who);
    CampaignResponse first = campaign(0xa, "one").get(60, TimeUnit.SECONDS);
    assertThat(first.getLeader().getKey().toStringUtf8()).isEqualTo("n/a");
    assertThat(seen.next().getKv().getValue().toStringUtf8()).isEqualTo("one");
    ListenableFuture<CampaignResponse> second = campaign(0xb, "two");
    awaitInLine("n/b");
    assertThat(second).isNotDone();
    ProclaimRequest word =
        ProclaimRequest.newBuilder()
            .setLeader(first.getLeader())
            .setValue(ByteString.copyFromUtf8("more"))
            .build();
    var _ = election.proclaim(word);
    assertThat(seen.next().getKv().getValue().toStringUtf8()).isEqualTo("more");
    assertThat(election.leader(who).getKv().getValue().toStringUtf8()).isEqualTo("more");
    var _ = election.resign(ResignRequest.newBuilder().setLeader(first.getLeader()).build());
    assertThat(second.get(60, TimeUnit.SECONDS).getLeader().getLease()).isEqualTo(0xb);
    assertThat(seen.next().getKv().getValue().toStringUtf8()).isEqualTo("two");
    assertThatThrownBy(() -> election.proclaim(word)).hasMessage("UNKNOWN: election: not leader");
    assertThatThrownBy(() -> election.proclaim(ProclaimRequest.getDefaultInstance()))
        .hasMessage("UNKNOWN: \"leader\" field must be provided");
    assertThatThrownBy(() -> election.resign(ResignRequest.getDefaultInstance()))
        .hasMessage("UNKNOWN: \"leader\" field must be provided");
  }
}
