package io.fireweed.server.rpc;

import com.google.protobuf.ByteString;
import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.InternalRaftRequest;
import io.fireweed.api.rpc.LeaseGrantRequest;
import io.fireweed.api.rpc.LeaseGrantResponse;
import io.fireweed.api.rpc.LeaseGrpc;
import io.fireweed.api.rpc.LeaseKeepAliveRequest;
import io.fireweed.api.rpc.LeaseKeepAliveResponse;
import io.fireweed.api.rpc.LeaseLeasesRequest;
import io.fireweed.api.rpc.LeaseLeasesResponse;
import io.fireweed.api.rpc.LeaseRevokeRequest;
import io.fireweed.api.rpc.LeaseRevokeResponse;
import io.fireweed.api.rpc.LeaseStatus;
import io.fireweed.api.rpc.LeaseTimeToLiveRequest;
import io.fireweed.api.rpc.LeaseTimeToLiveResponse;
import io.fireweed.format.wire.Bytes;
import io.fireweed.server.auth.Rights;
import io.fireweed.server.lease.Lessor;
import io.fireweed.server.lease.TimeLeft;
import io.fireweed.server.member.Member;
import io.fireweed.server.state.RefusedCall;
import io.fireweed.storage.apply.ApplyResult;
import io.fireweed.storage.auth.AuthStore.Caller;
import io.fireweed.storage.lease.LeaseTable;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/// etcd's Lease service.
///
/// | call | while auth is on, needs |
/// |---|---|
/// | grant, time to live | a user |
/// | time to live with keys, list | a user who may read every key attached |
/// | revoke, keep alive | a user who may write every key attached |
///
/// Times are known by the leader alone; a follower answers `not a primary lessor` here, and asks
/// the leader where there are several members.
///
/// Source: the table as measured on etcd 3.5.30.
public final class LeaseService extends LeaseGrpc.LeaseImplBase {
  private static final long UNKNOWN_TTL = -1;

  private final Member member;
  private final Rights rights;
  private final Lessor lessor;
  private final Quota quota;
  private final RandomGenerator chance;
  private final Headers headers;
  private final LeaseRights leaseRights;

  /// @param chance draws the ids of leases whose clients ask for none
  public LeaseService(
      Member member, Rights rights, Lessor lessor, Quota quota, RandomGenerator chance) {
    this.member = member;
    this.rights = rights;
    this.lessor = lessor;
    this.quota = quota;
    this.chance = chance;
    this.headers = new Headers(member);
    this.leaseRights = new LeaseRights(member.state());
  }

  @Override
  public void leaseGrant(LeaseGrantRequest request, StreamObserver<LeaseGrantResponse> call) {
    Calls.answer(
        call,
        () -> {
          Caller caller = rights.caller();
          rights.requireUser(caller);
          return quota.<LeaseGrantResponse>refusal(request).orElseGet(() -> grant(request, caller));
        });
  }

  private CompletableFuture<LeaseGrantResponse> grant(LeaseGrantRequest request, Caller caller) {
    LeaseGrantRequest.Builder named = request.toBuilder();
    while (named.getID() == LeaseTable.NO_LEASE) {
      named.setID(chance.nextLong() & Long.MAX_VALUE);
    }
    return member
        .propose(InternalRaftRequest.newBuilder().setLeaseGrant(named), caller)
        .thenApply(Calls::accepted)
        .thenApply(
            answered -> {
              if (answered.result() instanceof ApplyResult.LeaseGranted(long id, long ttlSeconds)) {
                return LeaseGrantResponse.newBuilder()
                    .setHeader(headers.at(answered.revision()))
                    .setID(id)
                    .setTTL(ttlSeconds)
                    .build();
              }
              throw new IllegalStateException("a grant led to " + answered.result());
            });
  }

  @Override
  public void leaseRevoke(LeaseRevokeRequest request, StreamObserver<LeaseRevokeResponse> call) {
    Calls.answer(
        call,
        () -> {
          Caller caller = rights.caller();
          rights.requireUser(caller);
          return member
              .propose(InternalRaftRequest.newBuilder().setLeaseRevoke(request), caller)
              .thenApply(Calls::accepted)
              .thenApply(
                  answered ->
                      LeaseRevokeResponse.newBuilder()
                          .setHeader(headers.at(answered.revision()))
                          .build());
        });
  }

  @Override
  public StreamObserver<LeaseKeepAliveRequest> leaseKeepAlive(
      StreamObserver<LeaseKeepAliveResponse> call) {
    return new KeepAlives(
        (ServerCallStreamObserver<LeaseKeepAliveResponse>) call,
        rights,
        leaseRights,
        lessor,
        headers);
  }

  @Override
  public void leaseTimeToLive(
      LeaseTimeToLiveRequest request, StreamObserver<LeaseTimeToLiveResponse> call) {
    Calls.answer(call, () -> CompletableFuture.completedFuture(timeToLive(request)));
  }

  private LeaseTimeToLiveResponse timeToLive(LeaseTimeToLiveRequest request) {
    Caller caller = rights.caller();
    rights.requireUser(caller);
    if (request.getKeys()) {
      leaseRights.requireRead(caller, request.getID());
    }
    LeaseTimeToLiveResponse.Builder response =
        LeaseTimeToLiveResponse.newBuilder().setHeader(headers.now()).setID(request.getID());
    switch (lessor.timeLeft(request.getID())) {
      case TimeLeft.Known(long grantedSeconds, long leftSeconds) -> {
        response.setTTL(leftSeconds).setGrantedTTL(grantedSeconds);
        if (request.getKeys()) {
          leaseRights.keys(request.getID()).forEach(key -> response.addKeys(proto(key)));
        }
      }
      case TimeLeft.Unknown _ -> response.setTTL(UNKNOWN_TTL);
      case TimeLeft.Elsewhere _ -> throw notHere(member);
    }
    if (request.getKeys()) {
      rights.requireUnchanged(caller);
    }
    return response.build();
  }

  private static ByteString proto(Bytes key) {
    return ByteString.copyFrom(key.buffer());
  }

  /// {@return what a member says that does not know the times}
  static RefusedCall notHere(Member member) {
    return new RefusedCall(
        member.cluster().hasLeader() ? EtcdError.NOT_PRIMARY_LESSOR : EtcdError.NO_LEADER);
  }

  @Override
  public void leaseLeases(LeaseLeasesRequest request, StreamObserver<LeaseLeasesResponse> call) {
    Calls.answer(
        call,
        () -> {
          Caller caller = rights.caller();
          rights.requireUser(caller);
          List<Long> ids = lessor.ids();
          ids.forEach(id -> leaseRights.requireRead(caller, id));
          LeaseLeasesResponse.Builder response =
              LeaseLeasesResponse.newBuilder().setHeader(headers.now());
          ids.forEach(id -> response.addLeases(LeaseStatus.newBuilder().setID(id)));
          rights.requireUnchanged(caller);
          return CompletableFuture.completedFuture(response.build());
        });
  }
}
