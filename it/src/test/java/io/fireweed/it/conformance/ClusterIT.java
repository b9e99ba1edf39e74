package io.fireweed.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.ClusterGrpc;
import io.fireweed.api.rpc.DowngradeRequest;
import io.fireweed.api.rpc.DowngradeRequest.DowngradeAction;
import io.fireweed.api.rpc.HashRequest;
import io.fireweed.api.rpc.MaintenanceGrpc;
import io.fireweed.api.rpc.Member;
import io.fireweed.api.rpc.MemberAddRequest;
import io.fireweed.api.rpc.MemberListRequest;
import io.fireweed.api.rpc.MemberListResponse;
import io.fireweed.api.rpc.MemberPromoteRequest;
import io.fireweed.api.rpc.MemberRemoveRequest;
import io.fireweed.api.rpc.MemberUpdateRequest;
import io.fireweed.api.rpc.MoveLeaderRequest;
import io.fireweed.api.rpc.StatusResponse;
import io.fireweed.it.served.Refusal;
import io.fireweed.it.served.Release;
import io.fireweed.it.served.Subject;
import io.grpc.Status;
import org.junit.jupiter.api.Test;

/// Members, status and what else a cluster of one answers.
@EverySubject
class ClusterIT extends OwnServer {
  ClusterIT(Subject subject) {
    super(subject);
  }

  private MemberListResponse list() {
    return client.call(
        ClusterGrpc.getMemberListMethod(),
        MemberListRequest.newBuilder().setLinearizable(true).build());
  }

  @Test
  void theOnlyMemberIsListedWithItsAddresses() {
    MemberListResponse answer = list();
    assertThat(answer.getHeader().getRevision()).isZero();
    assertThat(answer.getHeader().getRaftTerm()).isPositive();
    assertThat(answer.getMembersList()).hasSize(1);
    Member member = answer.getMembers(0);
    assertThat(member.getID()).isEqualTo(answer.getHeader().getMemberId());
    assertThat(member.getName()).isEqualTo("m1");
    assertThat(member.getClientURLsList()).containsExactly(server.url());
    assertThat(member.getPeerURLsList()).hasSize(1);
    assertThat(member.getIsLearner()).isFalse();
  }

  @Test
  void theStatusTellsVersionSizesLeaderAndIndexes() {
    client.put("a", "1");
    StatusResponse status = client.status();
    assertThat(status.getVersion()).matches("3\\.\\d+\\.\\d+");
    assertThat(status.getDbSize()).isPositive();
    assertThat(status.getDbSizeInUse()).isPositive().isLessThanOrEqualTo(status.getDbSize());
    assertThat(status.getLeader()).isEqualTo(status.getHeader().getMemberId());
    assertThat(status.getRaftTerm()).isEqualTo(status.getHeader().getRaftTerm());
    assertThat(status.getRaftIndex()).isPositive().isEqualTo(status.getRaftAppliedIndex());
    assertThat(status.getErrorsList()).isEmpty();
    assertThat(status.getIsLearner()).isFalse();
    if (!isBefore(Release.V3_7)) {
      assertThat(status.getStorageVersion()).isEqualTo("3.7.0");
      assertThat(status.getDbSizeQuota()).isEqualTo(2147483648L);
      assertThat(status.getDowngradeInfo().getEnabled()).isFalse();
    }
    long index = status.getRaftIndex();
    client.put("a", "2");
    assertThat(client.status().getRaftIndex()).isEqualTo(index + 1);
  }

  @Test
  void wrongChangesOfMembersAreRefused() {
    client.refuses(
        EtcdError.MEMBER_BAD_URLS,
        ClusterGrpc.getMemberAddMethod(),
        MemberAddRequest.getDefaultInstance());
    client.refuses(
        EtcdError.MEMBER_BAD_URLS,
        ClusterGrpc.getMemberAddMethod(),
        MemberAddRequest.newBuilder().addPeerURLs("127.0.0.1").build());
    client.refuses(
        EtcdError.PEER_URL_EXISTS,
        ClusterGrpc.getMemberAddMethod(),
        MemberAddRequest.newBuilder().addPeerURLs(list().getMembers(0).getPeerURLs(0)).build());
    client.refuses(
        EtcdError.MEMBER_NOT_FOUND,
        ClusterGrpc.getMemberRemoveMethod(),
        MemberRemoveRequest.newBuilder().setID(5).build());
    client.refuses(
        EtcdError.MEMBER_NOT_FOUND,
        ClusterGrpc.getMemberUpdateMethod(),
        MemberUpdateRequest.newBuilder().setID(5).addPeerURLs("http://127.0.0.1:1").build());
    client.refuses(
        EtcdError.MEMBER_NOT_FOUND,
        ClusterGrpc.getMemberPromoteMethod(),
        MemberPromoteRequest.newBuilder().setID(5).build());
    client.refuses(
        EtcdError.MEMBER_NOT_LEARNER,
        ClusterGrpc.getMemberPromoteMethod(),
        MemberPromoteRequest.newBuilder().setID(list().getMembers(0).getID()).build());
    client.refuses(
        EtcdError.BAD_LEADER_TRANSFEREE,
        MaintenanceGrpc.getMoveLeaderMethod(),
        MoveLeaderRequest.newBuilder().setTargetID(5).build());
  }

  @Test
  void aLearnerIsAddedAndRemovedForGood() {
    MemberAddRequest add =
        MemberAddRequest.newBuilder().addPeerURLs("http://127.0.0.1:1").setIsLearner(true).build();
    var added = client.call(ClusterGrpc.getMemberAddMethod(), add);
    assertThat(added.getMembersList()).hasSize(2);
    Member learner = added.getMember();
    assertThat(learner.getIsLearner()).isTrue();
    assertThat(learner.getName()).isEmpty();
    assertThat(learner.getClientURLsList()).isEmpty();
    client.refuses(
        EtcdError.TOO_MANY_LEARNERS,
        ClusterGrpc.getMemberAddMethod(),
        add.toBuilder().setPeerURLs(0, "http://127.0.0.1:2").build());
    client.refuses(
        EtcdError.LEARNER_NOT_READY,
        ClusterGrpc.getMemberPromoteMethod(),
        MemberPromoteRequest.newBuilder().setID(learner.getID()).build());
    client.put("a", "1"); // one voter is still a quorum
    client.call(
        ClusterGrpc.getMemberUpdateMethod(),
        MemberUpdateRequest.newBuilder()
            .setID(learner.getID())
            .addPeerURLs("http://127.0.0.1:3")
            .build());
    assertThat(list().getMembersList())
        .anyMatch(member -> member.getPeerURLsList().contains("http://127.0.0.1:3"));
    MemberRemoveRequest remove = MemberRemoveRequest.newBuilder().setID(learner.getID()).build();
    assertThat(client.call(ClusterGrpc.getMemberRemoveMethod(), remove).getMembersList())
        .hasSize(1);
    client.refuses(EtcdError.MEMBER_NOT_FOUND, ClusterGrpc.getMemberRemoveMethod(), remove);
    restart();
    assertThat(list().getMembersList()).hasSize(1);
    client.refuses(EtcdError.MEMBER_NOT_FOUND, ClusterGrpc.getMemberRemoveMethod(), remove);
  }

  @Test
  void aDowngradeGoesOneMinorVersionDown() {
    if (isBefore(Release.V3_5)) {
      return; // there was none
    }
    client.refuses(
        EtcdError.INVALID_DOWNGRADE_TARGET_VERSION,
        MaintenanceGrpc.getDowngradeMethod(),
        downgrade(DowngradeAction.VALIDATE, "9.9.9"));
    Refusal wrong =
        client.refusal(
            MaintenanceGrpc.getDowngradeMethod(), downgrade(DowngradeAction.VALIDATE, "x"));
    assertThat(wrong.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    String[] version = client.status().getVersion().split("\\.", -1);
    String below = "3." + (Integer.parseInt(version[1]) - 1);
    var answer =
        client.call(
            MaintenanceGrpc.getDowngradeMethod(), downgrade(DowngradeAction.VALIDATE, below));
    assertThat(answer.getVersion()).startsWith("3." + version[1]);
  }

  private static DowngradeRequest downgrade(DowngradeAction action, String version) {
    return DowngradeRequest.newBuilder().setAction(action).setVersion(version).build();
  }

  @Test
  void theHashOfTheWholeFileIsOfUseOnlyToTests() {
    client.put("a", "1");
    var hash = client.call(MaintenanceGrpc.getHashMethod(), HashRequest.getDefaultInstance());
    assertThat(hash.getHash()).isNotZero();
    assertThat(hash.getHeader().getMemberId()).isNotZero();
  }
}
