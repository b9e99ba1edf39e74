package io.fireweed.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.AlarmMember;
import io.fireweed.api.rpc.AlarmRequest;
import io.fireweed.api.rpc.AlarmRequest.AlarmAction;
import io.fireweed.api.rpc.AlarmType;
import io.fireweed.api.rpc.DefragmentRequest;
import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.api.rpc.LeaseGrantRequest;
import io.fireweed.api.rpc.LeaseGrpc;
import io.fireweed.api.rpc.MaintenanceGrpc;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.TxnRequest;
import io.fireweed.it.served.Ask;
import io.fireweed.it.served.Release;
import io.fireweed.it.served.Subject;
import io.grpc.StatusRuntimeException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Alarms and the quota.
@EverySubject
class AlarmsIT extends OwnServer {
  AlarmsIT(Subject subject) {
    super(subject, "--quota-backend-bytes=2097152");
  }

  private List<AlarmMember> alarm(AlarmAction action, long member, AlarmType type) {
    return client
        .call(
            MaintenanceGrpc.getAlarmMethod(),
            AlarmRequest.newBuilder().setAction(action).setMemberID(member).setAlarm(type).build())
        .getAlarmsList();
  }

  private List<AlarmMember> alarms() {
    return alarm(AlarmAction.GET, 0, AlarmType.NONE);
  }

  private long member() {
    return client.status().getHeader().getMemberId();
  }

  private static PutRequest large(int number) {
    return PutRequest.newBuilder()
        .setKey(Ask.bytes("large" + number % 3))
        .setValue(ByteString.copyFrom(new byte[100_000]))
        .build();
  }

  /// Puts until the quota is reached.
  private void fill() {
    for (int i = 0; i < 2000; i++) {
      try {
        client.call(KVGrpc.getPutMethod(), large(i));
      } catch (StatusRuntimeException e) {
        assertThat(e.getStatus().getDescription()).isEqualTo(EtcdError.NO_SPACE.text());
        return;
      }
    }
    throw new AssertionError("no limit reached");
  }

  @Test
  void alarmsAreRaisedListedAndTakenBack() {
    AlarmMember corrupt =
        AlarmMember.newBuilder().setMemberID(77).setAlarm(AlarmType.CORRUPT).build();
    assertThat(alarms()).isEmpty();
    assertThat(alarm(AlarmAction.ACTIVATE, 77, AlarmType.CORRUPT)).containsExactly(corrupt);
    assertThat(alarm(AlarmAction.ACTIVATE, 77, AlarmType.CORRUPT)).containsExactly(corrupt);
    assertThat(alarms()).containsExactly(corrupt);
    assertThat(alarm(AlarmAction.GET, 5, AlarmType.CORRUPT)).containsExactly(corrupt);
    assertThat(alarm(AlarmAction.GET, 0, AlarmType.NOSPACE)).isEmpty();
    assertThat(alarm(AlarmAction.DEACTIVATE, 0, AlarmType.CORRUPT)).isEmpty();
    assertThat(alarm(AlarmAction.DEACTIVATE, 77, AlarmType.NOSPACE)).isEmpty();
    assertThat(alarm(AlarmAction.DEACTIVATE, 77, AlarmType.CORRUPT)).containsExactly(corrupt);
    assertThat(alarms()).isEmpty();
  }

  @Test
  void whileCorruptNothingIsWritten() {
    client.grant(1, 1000);
    client.put("a", "1");
    alarm(AlarmAction.ACTIVATE, member(), AlarmType.CORRUPT);
    client.refuses(EtcdError.CORRUPT, KVGrpc.getPutMethod(), Ask.put("a", "2").build());
    client.refuses(EtcdError.CORRUPT, KVGrpc.getDeleteRangeMethod(), Ask.delete("a").build());
    client.refuses(
        EtcdError.CORRUPT,
        KVGrpc.getTxnMethod(),
        Ask.txn().addSuccess(Ask.op(Ask.delete("a"))).build());
    client.refuses(
        EtcdError.CORRUPT,
        LeaseGrpc.getLeaseGrantMethod(),
        LeaseGrantRequest.newBuilder().setTTL(100).build());
    assertThat(client.range(Ask.range("a")).getCount()).isEqualTo(1);
    assertThat(client.status().getErrorsList().toString().replaceAll(" +", " "))
        .contains("alarm:CORRUPT");
    if (!isBefore(Release.V3_5)) { // earlier ones do not say why they are not healthy
      restart();
    }
    client.refuses(EtcdError.CORRUPT, KVGrpc.getPutMethod(), Ask.put("a", "2").build());
    alarm(AlarmAction.DEACTIVATE, member(), AlarmType.CORRUPT);
    client.put("a", "2");
  }

  @Test
  void aFullStoreServesWhatFreesSpace() {
    client.grant(1, 1000);
    client.put(Ask.put("leased", "1").setLease(1));
    client.put("a", "1");
    fill();
    assertThat(alarms())
        .containsExactly(
            AlarmMember.newBuilder().setMemberID(member()).setAlarm(AlarmType.NOSPACE).build());
    client.refuses(EtcdError.NO_SPACE, KVGrpc.getPutMethod(), Ask.put("b", "1").build());
    TxnRequest put = Ask.txn().addSuccess(Ask.op(Ask.put("b", "1"))).build();
    client.refuses(EtcdError.NO_SPACE, KVGrpc.getTxnMethod(), put);
    client.refuses(
        EtcdError.NO_SPACE,
        LeaseGrpc.getLeaseGrantMethod(),
        LeaseGrantRequest.newBuilder().setTTL(100).build());
    assertThat(client.range(Ask.range("a")).getCount()).isEqualTo(1);
    assertThat(client.keepAlive(1).getTTL()).isEqualTo(1000);
    client.txn(Ask.txn().addSuccess(Ask.op(Ask.delete("a"))));
    client.revoke(1);
    client.delete(Ask.deletePrefix("large"));
    client.compact(client.revision());
    client.refuses(EtcdError.NO_SPACE, KVGrpc.getPutMethod(), Ask.put("b", "1").build());
    client.call(MaintenanceGrpc.getDefragmentMethod(), DefragmentRequest.getDefaultInstance());
    assertThat(client.status().getDbSize()).isLessThan(1 << 20);
    client.refuses(EtcdError.NO_SPACE, KVGrpc.getPutMethod(), Ask.put("b", "1").build());
    alarm(AlarmAction.DEACTIVATE, member(), AlarmType.NOSPACE);
    client.put("b", "1");
    assertThat(alarms()).isEmpty();
  }
}
