package io.fireweed.it.conformance;

import static io.fireweed.it.served.Ask.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.DeleteRangeResponse;
import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.PutResponse;
import io.fireweed.api.rpc.RangeResponse;
import io.fireweed.api.rpc.ResponseHeader;
import io.fireweed.api.rpc.mvcc.KeyValue;
import io.fireweed.it.served.Ask;
import io.fireweed.it.served.Refusal;
import io.fireweed.it.served.Subject;
import io.grpc.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Puts and deletes.
@EverySubject
class KeysIT extends SharedServer {
  KeysIT(Subject subject) {
    super(subject);
  }

  private KeyValue only(String key) {
    RangeResponse answer = client.range(Ask.range(key));
    assertThat(answer.getKvsList()).hasSize(1);
    return answer.getKvs(0);
  }

  @Test
  void aPutCreatesThenCountsVersionsAndADeleteStartsAnew() {
    String key = key("a");
    long first = client.put(key, "1");
    assertThat(only(key))
        .isEqualTo(
            KeyValue.newBuilder()
                .setKey(bytes(key))
                .setValue(bytes("1"))
                .setCreateRevision(first)
                .setModRevision(first)
                .setVersion(1)
                .build());
    long second = client.put(key, "2");
    assertThat(second).isEqualTo(first + 1);
    assertThat(only(key).getVersion()).isEqualTo(2);
    assertThat(only(key).getCreateRevision()).isEqualTo(first);
    assertThat(only(key).getModRevision()).isEqualTo(second);
    DeleteRangeResponse deleted = client.delete(Ask.delete(key));
    assertThat(deleted.getDeleted()).isEqualTo(1);
    assertThat(deleted.getHeader().getRevision()).isEqualTo(second + 1);
    assertThat(client.range(Ask.range(key)).getKvsList()).isEmpty();
    long again = client.put(key, "3");
    assertThat(only(key).getVersion()).isEqualTo(1);
    assertThat(only(key).getCreateRevision()).isEqualTo(again);
  }

  @Test
  void theHeaderNamesClusterMemberRevisionAndTerm() {
    ResponseHeader header = client.put(Ask.put(key("a"), "1")).getHeader();
    ResponseHeader status = client.status().getHeader();
    assertThat(header.getClusterId()).isNotZero().isEqualTo(status.getClusterId());
    assertThat(header.getMemberId()).isNotZero().isEqualTo(status.getMemberId());
    assertThat(header.getRaftTerm()).isPositive().isEqualTo(status.getRaftTerm());
    assertThat(status.getRevision()).isEqualTo(header.getRevision());
    assertThat(client.status().getLeader()).isEqualTo(header.getMemberId());
  }

  @Test
  void thePreviousPairComesWithAPutIfAskedFor() {
    String key = key("a");
    assertThat(client.put(Ask.put(key, "1").setPrevKv(true)).hasPrevKv()).isFalse();
    KeyValue before = only(key);
    PutResponse answer = client.put(Ask.put(key, "2").setPrevKv(true));
    assertThat(answer.getPrevKv()).isEqualTo(before);
    assertThat(client.put(Ask.put(key, "3")).hasPrevKv()).isFalse();
  }

  @Test
  void anIgnoredValueStays() {
    String key = key("a");
    client.grant(lease(1), 1000);
    client.put(key, "1");
    PutRequest.Builder keep =
        PutRequest.newBuilder().setKey(bytes(key)).setIgnoreValue(true).setLease(lease(1));
    client.put(keep);
    assertThat(only(key).getValue()).isEqualTo(bytes("1"));
    assertThat(only(key).getLease()).isEqualTo(lease(1));
    assertThat(only(key).getVersion()).isEqualTo(2);
    client.refuses(
        EtcdError.VALUE_PROVIDED, KVGrpc.getPutMethod(), keep.setValue(bytes("x")).build());
    client.refuses(
        EtcdError.KEY_NOT_FOUND,
        KVGrpc.getPutMethod(),
        PutRequest.newBuilder().setKey(bytes(key("none"))).setIgnoreValue(true).build());
  }

  @Test
  void anIgnoredLeaseStays() {
    String key = key("a");
    client.grant(lease(1), 1000);
    client.put(Ask.put(key, "1").setLease(lease(1)));
    client.put(Ask.put(key, "2").setIgnoreLease(true));
    assertThat(only(key).getLease()).isEqualTo(lease(1));
    client.refuses(
        EtcdError.LEASE_PROVIDED,
        KVGrpc.getPutMethod(),
        Ask.put(key, "3").setIgnoreLease(true).setLease(lease(1)).build());
    client.refuses(
        EtcdError.KEY_NOT_FOUND,
        KVGrpc.getPutMethod(),
        Ask.put(key("none"), "3").setIgnoreLease(true).build());
    client.put(key, "4");
    assertThat(only(key).getLease()).isZero();
    assertThat(client.timeToLive(lease(1)).getKeysList()).isEmpty();
  }

  @Test
  void aLeaseMustBeThere() {
    long before = client.revision();
    client.refuses(
        EtcdError.LEASE_NOT_FOUND,
        KVGrpc.getPutMethod(),
        Ask.put(key("a"), "1").setLease(lease(99)).build());
    assertThat(client.revision()).isEqualTo(before);
  }

  @Test
  void aKeyMustBeGiven() {
    client.refuses(EtcdError.EMPTY_KEY, KVGrpc.getPutMethod(), Ask.put("", "1").build());
    client.refuses(EtcdError.EMPTY_KEY, KVGrpc.getRangeMethod(), Ask.range("").build());
    client.refuses(EtcdError.EMPTY_KEY, KVGrpc.getDeleteRangeMethod(), Ask.delete("").build());
    client.refuses(
        EtcdError.EMPTY_KEY,
        KVGrpc.getTxnMethod(),
        Ask.txn().addFailure(Ask.op(Ask.put("", "1"))).build());
    client.refuses(
        EtcdError.EMPTY_KEY, KVGrpc.getTxnMethod(), Ask.txn().addCompare(Ask.missing("")).build());
  }

  @Test
  void deletesTakeAKeyAPrefixOrEverythingFromAKeyOn() {
    for (String name : List.of("foo", "foo/abc", "fop", "fop2")) {
      client.put(key(name), "1");
    }
    long before = client.revision();
    assertThat(client.delete(Ask.delete(key("none"))).getDeleted()).isZero();
    assertThat(client.delete(Ask.delete(key("fop2")).setRangeEnd(bytes(key("foo")))).getDeleted())
        .isZero();
    assertThat(client.revision()).isEqualTo(before);
    DeleteRangeResponse deleted =
        client.delete(Ask.delete(key("foo")).setRangeEnd(bytes(key("fop"))).setPrevKv(true));
    assertThat(deleted.getDeleted()).isEqualTo(2);
    assertThat(deleted.getPrevKvsList().stream().map(KeyValue::getKey))
        .containsExactly(bytes(key("foo")), bytes(key("foo/abc")));
    assertThat(deleted.getHeader().getRevision()).isEqualTo(before + 1);
    DeleteRangeResponse rest = client.delete(Ask.deletePrefix(key("fo")));
    assertThat(rest.getDeleted()).isEqualTo(2);
    assertThat(rest.getPrevKvsList()).isEmpty();
    client.put(key("zz"), "1");
    assertThat(client.delete(Ask.delete(key("zz")).setRangeEnd(Ask.OPEN)).getDeleted())
        .isPositive();
  }

  @Test
  void aKeyOfOneZeroByteIsAKey() {
    client.put(PutRequest.newBuilder().setKey(Ask.OPEN).setValue(bytes("zero")));
    RangeResponse answer = client.range(Ask.range("\0"));
    assertThat(answer.getKvs(0).getValue()).isEqualTo(bytes("zero"));
    client.delete(Ask.delete("\0"));
  }

  @Test
  void requestsHaveALargestSize() {
    String key = key("a");
    ByteString large = ByteString.copyFrom(new byte[1_600_000]);
    client.refuses(
        EtcdError.REQUEST_TOO_LARGE,
        KVGrpc.getPutMethod(),
        PutRequest.newBuilder().setKey(bytes(key)).setValue(large).build());
    ByteString huge = ByteString.copyFrom(new byte[3 << 20]);
    Refusal refusal =
        client.refusal(
            KVGrpc.getPutMethod(),
            PutRequest.newBuilder().setKey(bytes(key)).setValue(huge).build());
    assertThat(refusal.code()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(refusal.text()).contains("received message larger than max").contains("vs. 2097152");
    ByteString allowed = ByteString.copyFrom(new byte[1_500_000]);
    client.put(PutRequest.newBuilder().setKey(bytes(key)).setValue(allowed));
    assertThat(only(key).getValue()).isEqualTo(allowed);
    client.delete(Ask.delete(key));
  }
}
