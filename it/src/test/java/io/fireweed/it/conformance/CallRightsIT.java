package io.fireweed.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.AlarmRequest;
import io.fireweed.api.rpc.AlarmType;
import io.fireweed.api.rpc.ClusterGrpc;
import io.fireweed.api.rpc.CompactionRequest;
import io.fireweed.api.rpc.DefragmentRequest;
import io.fireweed.api.rpc.DowngradeRequest;
import io.fireweed.api.rpc.HashKVRequest;
import io.fireweed.api.rpc.HashRequest;
import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.api.rpc.MaintenanceGrpc;
import io.fireweed.api.rpc.MemberAddRequest;
import io.fireweed.api.rpc.MemberListRequest;
import io.fireweed.api.rpc.MemberPromoteRequest;
import io.fireweed.api.rpc.MemberRemoveRequest;
import io.fireweed.api.rpc.MemberUpdateRequest;
import io.fireweed.api.rpc.MoveLeaderRequest;
import io.fireweed.api.rpc.SnapshotRequest;
import io.fireweed.api.rpc.StatusRequest;
import io.fireweed.it.served.Client;
import io.fireweed.it.served.Refusal;
import io.fireweed.it.served.Release;
import io.fireweed.it.served.Subject;
import io.grpc.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Who may make the calls that are not about keys: nobody, a user, or root alone.
@EverySubject
class CallRightsIT extends GuardedServer {
  private static final String UNKNOWN_MEMBER = "etcdserver: member not found";

  CallRightsIT(Subject subject) {
    super(subject);
  }

  private Call<?, ?> compact() {
    return new Call<>(
        KVGrpc.getCompactMethod(), CompactionRequest.newBuilder().setRevision(1 << 30).build());
  }

  private static final Call<?, ?> HASH =
      new Call<>(MaintenanceGrpc.getHashMethod(), HashRequest.getDefaultInstance());
  private static final Call<?, ?> HASH_OF_KEYS =
      new Call<>(MaintenanceGrpc.getHashKVMethod(), HashKVRequest.getDefaultInstance());
  private static final Call<?, ?> DEFRAGMENT =
      new Call<>(MaintenanceGrpc.getDefragmentMethod(), DefragmentRequest.getDefaultInstance());
  private static final Call<?, ?> SNAPSHOT =
      new Call<>(MaintenanceGrpc.getSnapshotMethod(), SnapshotRequest.getDefaultInstance());
  private static final Call<?, ?> STATUS =
      new Call<>(MaintenanceGrpc.getStatusMethod(), StatusRequest.getDefaultInstance());
  private static final Call<?, ?> MEMBERS =
      new Call<>(ClusterGrpc.getMemberListMethod(), MemberListRequest.getDefaultInstance());
  private static final Call<?, ?> MOVE =
      new Call<>(
          MaintenanceGrpc.getMoveLeaderMethod(),
          MoveLeaderRequest.newBuilder().setTargetID(5).build());
  private static final Call<?, ?> DOWNGRADE =
      new Call<>(
          MaintenanceGrpc.getDowngradeMethod(),
          DowngradeRequest.newBuilder().setVersion("9.9.9").build());

  private static Call<?, ?> alarm(AlarmRequest.AlarmAction action) {
    return new Call<>(
        MaintenanceGrpc.getAlarmMethod(),
        AlarmRequest.newBuilder()
            .setAction(action)
            .setMemberID(1)
            .setAlarm(AlarmType.NOSPACE)
            .build());
  }

  private static final Call<?, ?> ALARMS = alarm(AlarmRequest.AlarmAction.GET);
  private static final Call<?, ?> DISARM = alarm(AlarmRequest.AlarmAction.DEACTIVATE);

  private static final List<Call<?, ?>> MEMBERSHIP =
      List.of(
          new Call<>(
              ClusterGrpc.getMemberAddMethod(),
              MemberAddRequest.newBuilder().addPeerURLs("http://127.0.0.1:1").build()),
          new Call<>(
              ClusterGrpc.getMemberRemoveMethod(),
              MemberRemoveRequest.newBuilder().setID(5).build()),
          new Call<>(
              ClusterGrpc.getMemberUpdateMethod(),
              MemberUpdateRequest.newBuilder().setID(5).addPeerURLs("http://127.0.0.1:1").build()),
          new Call<>(
              ClusterGrpc.getMemberPromoteMethod(),
              MemberPromoteRequest.newBuilder().setID(5).build()));

  private void onlyRootMay(Call<?, ?> call) {
    call.refusedTo(nobody, EtcdError.USER_EMPTY);
    call.refusedTo(nobody.with("token", "x.1"), EtcdError.INVALID_AUTH_TOKEN);
    call.refusedTo(user(), EtcdError.PERMISSION_DENIED);
  }

  /// Before 3.6 the words of the store of users came as they are.
  private void onlyRootMayLook(Call<?, ?> call) {
    if (!isBefore(Release.V3_7)) {
      onlyRootMay(call);
      return;
    }
    for (Client other : List.of(nobody, nobody.with("token", "x.1"), user())) {
      Refusal refusal = call.refusal(other);
      assertThat(refusal.code()).as("%s", call).isEqualTo(Status.Code.UNKNOWN);
      assertThat(refusal.text()).as("%s", call).startsWith("auth: ");
    }
  }

  @Test
  void onlyRootLooksAtTheStoreAsAWhole() {
    Client root = guard();
    for (Call<?, ?> call : List.of(HASH, HASH_OF_KEYS, DEFRAGMENT, SNAPSHOT)) {
      onlyRootMayLook(call);
      call.by(root);
    }
  }

  @Test
  void onlyRootChangesMembers() {
    Client root = guard();
    for (Call<?, ?> call : MEMBERSHIP) {
      onlyRootMay(call);
    }
    for (Call<?, ?> call : MEMBERSHIP.subList(1, MEMBERSHIP.size())) {
      assertThat(call.refusal(root).text()).as("%s", call).isEqualTo(UNKNOWN_MEMBER);
    }
  }

  @Test
  void onlyRootMovesTheLeaderAndTheVersion() {
    if (isBefore(Release.V3_5)) {
      return; // 3.4 asks nobody
    }
    Client root = guard();
    onlyRootMay(MOVE);
    MOVE.refusedTo(root, EtcdError.BAD_LEADER_TRANSFEREE);
    onlyRootMay(DOWNGRADE);
    DOWNGRADE.refusedTo(root, EtcdError.INVALID_DOWNGRADE_TARGET_VERSION);
  }

  @Test
  void onlyRootTakesAlarmsBackAndCompacts() {
    if (isBefore(Release.V3_5)) {
      return; // 3.4 asks nobody
    }
    Client root = guard();
    onlyRootMay(DISARM);
    DISARM.by(root);
    onlyRootMay(compact());
    compact().refusedTo(root, EtcdError.FUTURE_REVISION);
  }

  @Test
  void everyUserSeesAlarmsAndMembers() {
    if (isBefore(Release.V3_5)) {
      return; // 3.4 asks nobody
    }
    guard();
    for (Call<?, ?> call : List.of(ALARMS, MEMBERS)) {
      call.refusedTo(nobody, EtcdError.USER_EMPTY);
      call.by(user());
    }
  }

  @Test
  void onlyRootSeesTheStatus() {
    Client root = guard();
    if (isBefore(Release.V3_5)) {
      STATUS.by(nobody);
      return;
    }
    onlyRootMay(STATUS);
    STATUS.by(root);
  }
}
