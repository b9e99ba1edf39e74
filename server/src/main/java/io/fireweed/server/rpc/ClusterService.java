package io.fireweed.server.rpc;

import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.ClusterGrpc;
import io.fireweed.api.rpc.Member;
import io.fireweed.api.rpc.MemberAddRequest;
import io.fireweed.api.rpc.MemberAddResponse;
import io.fireweed.api.rpc.MemberListRequest;
import io.fireweed.api.rpc.MemberListResponse;
import io.fireweed.api.rpc.MemberPromoteRequest;
import io.fireweed.api.rpc.MemberPromoteResponse;
import io.fireweed.api.rpc.MemberRemoveRequest;
import io.fireweed.api.rpc.MemberRemoveResponse;
import io.fireweed.api.rpc.MemberUpdateRequest;
import io.fireweed.api.rpc.MemberUpdateResponse;
import io.fireweed.format.raftlog.ConfChange;
import io.fireweed.format.raftlog.ConfChangeType;
import io.fireweed.format.schema.MemberAttributes;
import io.fireweed.format.schema.MemberId;
import io.fireweed.format.schema.MemberRow;
import io.fireweed.format.wire.Bytes;
import io.fireweed.server.auth.Rights;
import io.fireweed.server.config.BadSettingException;
import io.fireweed.server.config.MemberUrl;
import io.fireweed.server.state.RefusedCall;
import io.grpc.stub.StreamObserver;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// etcd's Cluster service.
///
/// Answers carry the members and no revision. A voter is not added: no other member could reach
/// this one, and the cluster would be without a quorum for good.
public final class ClusterService extends ClusterGrpc.ClusterImplBase {
  private final io.fireweed.server.member.Member member;
  private final Rights rights;
  private final Headers headers;
  private final int maxLearners;
  private final InstantSource clock;

  public ClusterService(
      io.fireweed.server.member.Member member,
      Rights rights,
      int maxLearners,
      InstantSource clock) {
    this.member = member;
    this.rights = rights;
    this.headers = new Headers(member);
    this.maxLearners = maxLearners;
    this.clock = clock;
  }

  @Override
  public void memberAdd(MemberAddRequest request, StreamObserver<MemberAddResponse> call) {
    Ending.guarded(
        call,
        () -> {
          rights.requireRoot(rights.caller());
          List<String> urls = validUrls(request.getPeerURLsList());
          requireFreeUrls(urls);
          if (!request.getIsLearner()) {
            throw new RefusedCall(EtcdError.UNHEALTHY);
          }
          long learners =
              rows().stream().filter(row -> row.role() == MemberRow.Role.LEARNER).count();
          if (learners >= maxLearners) {
            throw new RefusedCall(EtcdError.TOO_MANY_LEARNERS);
          }
          MemberId id = MemberId.atRuntime(urls, clock.instant().getEpochSecond());
          MemberRow row = new MemberRow(id, urls, MemberRow.Role.LEARNER, MemberAttributes.NONE);
          change(
              new ConfChange(0, ConfChangeType.ADD_LEARNER_NODE, id.value(), row.value()),
              call,
              members ->
                  MemberAddResponse.newBuilder()
                      .setHeader(headers.at(0))
                      .setMember(message(row))
                      .addAllMembers(members)
                      .build());
        });
  }

  @Override
  public void memberRemove(MemberRemoveRequest request, StreamObserver<MemberRemoveResponse> call) {
    Ending.guarded(
        call,
        () -> {
          rights.requireRoot(rights.caller());
          MemberRow row = require(request.getID());
          if (row.role() == MemberRow.Role.VOTER) {
            throw new RefusedCall(EtcdError.MEMBER_NOT_ENOUGH_STARTED);
          }
          change(
              new ConfChange(0, ConfChangeType.REMOVE_NODE, request.getID(), Bytes.EMPTY),
              call,
              members ->
                  MemberRemoveResponse.newBuilder()
                      .setHeader(headers.at(0))
                      .addAllMembers(members)
                      .build());
        });
  }

  @Override
  public void memberUpdate(MemberUpdateRequest request, StreamObserver<MemberUpdateResponse> call) {
    Ending.guarded(
        call,
        () -> {
          rights.requireRoot(rights.caller());
          List<String> urls = validUrls(request.getPeerURLsList());
          MemberId id = new MemberId(request.getID());
          MemberRow row =
              find(request.getID())
                  .map(known -> known.withPeerUrls(urls).withAttributes(MemberAttributes.NONE))
                  .orElseGet(() -> MemberRow.voter(id, urls, ""));
          change(
              new ConfChange(0, ConfChangeType.UPDATE_NODE, id.value(), row.value()),
              call,
              members ->
                  MemberUpdateResponse.newBuilder()
                      .setHeader(headers.at(0))
                      .addAllMembers(members)
                      .build());
        });
  }

  @Override
  public void memberPromote(
      MemberPromoteRequest request, StreamObserver<MemberPromoteResponse> call) {
    Ending.guarded(
        call,
        () -> {
          rights.requireRoot(rights.caller());
          MemberRow row = require(request.getID());
          throw new RefusedCall(
              row.role() == MemberRow.Role.VOTER
                  ? EtcdError.MEMBER_NOT_LEARNER
                  : EtcdError.LEARNER_NOT_READY);
        });
  }

  @Override
  public void memberList(MemberListRequest request, StreamObserver<MemberListResponse> call) {
    Ending.guarded(
        call,
        () -> {
          rights.requireUser(rights.caller());
          CompletableFuture<Void> barrier =
              request.getLinearizable()
                  ? member.readBarrier()
                  : CompletableFuture.completedFuture(null);
          Ending.after(
              barrier,
              call,
              _ ->
                  MemberListResponse.newBuilder()
                      .setHeader(headers.at(0))
                      .addAllMembers(messages())
                      .build());
        });
  }

  private <R> void change(
      ConfChange change, StreamObserver<R> call, Function<List<Member>, R> response) {
    Ending.after(
        member.proposeChange(change).thenApply(Calls::accepted),
        call,
        _ -> response.apply(messages()));
  }

  private static List<String> validUrls(List<String> urls) {
    if (urls.isEmpty()) {
      throw new RefusedCall(EtcdError.MEMBER_BAD_URLS);
    }
    try {
      return urls.stream().map(MemberUrl::parse).map(MemberUrl::toString).sorted().toList();
    } catch (BadSettingException bad) {
      throw new RefusedCall(EtcdError.MEMBER_BAD_URLS);
    }
  }

  private void requireFreeUrls(List<String> urls) {
    boolean taken =
        rows().stream().anyMatch(row -> row.peerUrls().stream().anyMatch(urls::contains));
    if (taken) {
      throw new RefusedCall(EtcdError.PEER_URL_EXISTS);
    }
  }

  private Collection<MemberRow> rows() {
    return member.state().look(tables -> tables.members().members());
  }

  private Optional<MemberRow> find(long id) {
    return member.state().look(tables -> tables.members().find(new MemberId(id)));
  }

  private MemberRow require(long id) {
    return find(id).orElseThrow(() -> new RefusedCall(EtcdError.MEMBER_NOT_FOUND));
  }

  private List<Member> messages() {
    return rows().stream().map(ClusterService::message).toList();
  }

  private static Member message(MemberRow row) {
    return Member.newBuilder()
        .setID(row.id().value())
        .setName(row.name())
        .addAllPeerURLs(row.peerUrls())
        .addAllClientURLs(row.clientUrls())
        .setIsLearner(row.role() == MemberRow.Role.LEARNER)
        .build();
  }
}
