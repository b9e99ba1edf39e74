package io.fireweed.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.election.CampaignRequest;
import io.fireweed.api.rpc.election.CampaignResponse;
import io.fireweed.api.rpc.election.ElectionGrpc;
import io.fireweed.api.rpc.election.LeaderKey;
import io.fireweed.api.rpc.election.LeaderRequest;
import io.fireweed.api.rpc.election.LeaderResponse;
import io.fireweed.api.rpc.election.ProclaimRequest;
import io.fireweed.api.rpc.election.ResignRequest;
import io.fireweed.api.rpc.lock.LockGrpc;
import io.fireweed.api.rpc.lock.LockRequest;
import io.fireweed.api.rpc.lock.LockResponse;
import io.fireweed.api.rpc.lock.UnlockRequest;
import io.fireweed.fixtures.Eventually;
import io.fireweed.it.served.Ask;
import io.fireweed.it.served.Refusal;
import io.fireweed.it.served.Subject;
import io.grpc.Status;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Locks and elections, which the server keeps with keys and leases.
@EverySubject
class LocksIT extends SharedServer {
  LocksIT(Subject subject) {
    super(subject);
  }

  private Call<LockRequest, LockResponse> lock(long lease) {
    return new Call<>(
        LockGrpc.getLockMethod(),
        LockRequest.newBuilder().setName(Ask.bytes(key("lock"))).setLease(lease).build());
  }

  private void unlock(ByteString key) {
    client.call(LockGrpc.getUnlockMethod(), UnlockRequest.newBuilder().setKey(key).build());
  }

  private Call<CampaignRequest, CampaignResponse> campaign(long lease, String value) {
    return new Call<>(
        ElectionGrpc.getCampaignMethod(),
        CampaignRequest.newBuilder()
            .setName(Ask.bytes(key("election")))
            .setLease(lease)
            .setValue(Ask.bytes(value))
            .build());
  }

  private LeaderRequest election() {
    return LeaderRequest.newBuilder().setName(Ask.bytes(key("election"))).build();
  }

  private String leader() {
    return client
        .call(ElectionGrpc.getLeaderMethod(), election())
        .getKv()
        .getValue()
        .toStringUtf8();
  }

  /// Returns once a prefix holds so many keys.
  private void awaitKeys(String prefix, int count) {
    Eventually.within(
        Duration.ofSeconds(60),
        () -> count + " keys below " + prefix,
        () -> client.range(Ask.prefix(prefix)).getCount() == count);
  }

  @Test
  void aLockIsAKeyNamedAfterItsLease() {
    client.grant(lease(1), 1000);
    ByteString key = lock(lease(1)).by(client).getKey();
    assertThat(key.toStringUtf8()).isEqualTo(key("lock") + "/" + Long.toHexString(lease(1)));
    assertThat(lock(lease(1)).by(client).getKey()).isEqualTo(key);
    assertThat(client.range(Ask.prefix(key("lock"))).getKvs(0).getLease()).isEqualTo(lease(1));
    unlock(key);
    assertThat(client.range(Ask.prefix(key("lock"))).getCount()).isZero();
    unlock(key);
    assertThat(lock(lease(2)).refusal(client))
        .isEqualTo(new Refusal(Status.Code.UNKNOWN, EtcdError.LEASE_NOT_FOUND.text()));
  }

  @Test
  void whoComesLaterWaitsUntilTheLeaseEnds() throws Exception {
    client.grant(lease(1), 1000);
    client.grant(lease(2), 1000);
    ByteString first = lock(lease(1)).by(client).getKey();
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<LockResponse> second = threads.submit(() -> lock(lease(2)).by(client));
      awaitKeys(key("lock"), 2);
      assertThat(second).isNotDone();
      client.revoke(lease(1));
      assertThat(second.get().getKey()).isNotEqualTo(first);
    }
    assertThat(client.range(Ask.prefix(key("lock"))).getCount()).isEqualTo(1);
  }

  @Test
  void aLockWithoutALeaseGetsOne() {
    ByteString key = lock(0).by(client).getKey();
    long lease = client.range(Ask.prefix(key("lock"))).getKvs(0).getLease();
    assertThat(key.toStringUtf8()).isEqualTo(key("lock") + "/" + Long.toHexString(lease));
    assertThat(client.timeToLive(lease).getGrantedTTL()).isEqualTo(60);
  }

  @Test
  void anElectionHasOneLeaderAtATime() throws Exception {
    client.grant(lease(1), 1000);
    client.grant(lease(2), 1000);
    client.refuses(EtcdError.ELECTION_NO_LEADER, ElectionGrpc.getLeaderMethod(), election());
    LeaderKey first = campaign(lease(1), "one").by(client).getLeader();
    assertThat(first.getName()).isEqualTo(Ask.bytes(key("election")));
    assertThat(first.getLease()).isEqualTo(lease(1));
    assertThat(leader()).isEqualTo("one");
    Iterator<LeaderResponse> seen = client.stream(ElectionGrpc.getObserveMethod(), election());
    assertThat(seen.next().getKv().getValue()).isEqualTo(Ask.bytes("one"));
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<CampaignResponse> second = threads.submit(() -> campaign(lease(2), "two").by(client));
      awaitKeys(key("election"), 2);
      assertThat(second).isNotDone();
      client.call(
          ElectionGrpc.getProclaimMethod(),
          ProclaimRequest.newBuilder().setLeader(first).setValue(Ask.bytes("uno")).build());
      assertThat(leader()).isEqualTo("uno");
      assertThat(seen.next().getKv().getValue()).isEqualTo(Ask.bytes("uno"));
      client.call(
          ElectionGrpc.getResignMethod(), ResignRequest.newBuilder().setLeader(first).build());
      assertThat(second.get().getLeader().getLease()).isEqualTo(lease(2));
    }
    assertThat(leader()).isEqualTo("two");
    assertThat(seen.next().getKv().getValue()).isEqualTo(Ask.bytes("two"));
    assertThat(
            client.refusal(
                ElectionGrpc.getProclaimMethod(),
                ProclaimRequest.newBuilder().setLeader(first).setValue(Ask.bytes("x")).build()))
        .isEqualTo(new Refusal(Status.Code.UNKNOWN, "election: not leader"));
    client.refuses(
        EtcdError.ELECTION_MISSING_LEADER_KEY,
        ElectionGrpc.getProclaimMethod(),
        ProclaimRequest.getDefaultInstance());
    client.refuses(
        EtcdError.ELECTION_MISSING_LEADER_KEY,
        ElectionGrpc.getResignMethod(),
        ResignRequest.getDefaultInstance());
    client.revoke(lease(2));
  }
}
