package io.fireweed.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import io.fireweed.api.rpc.InternalRaftRequest;
import io.fireweed.api.rpc.Metadata;
import io.fireweed.api.rpc.Request;
import io.fireweed.fixtures.Expected;
import io.fireweed.fixtures.Fixtures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The logs that etcd 3.4, 3.5, 3.6 and 3.7 wrote.
class LogEntryGoldenTest {
  private static final String SINGLE =
      "v34-single/member/wal/0000000000000000-0000000000000000.wal";

  static Stream<String> logs() {
    return Fixtures.all().stream().map(Fixtures.Fixture::name).filter(n -> n.endsWith(".wal"));
  }

  @ParameterizedTest
  @MethodSource("logs")
  void everyRecordedEntryIsUnderstoodWholeAndWrittenBackByteForByte(String log) throws Exception {
    for (byte[] payload : payloads(log)) {
      if (isV2(payload)) {
        Request request = Request.parseFrom(payload);
        assertThat(request.getUnknownFields().asMap()).isEmpty();
        assertThat(request.getMethod()).isEqualTo("PUT");
        assertThat(request.toByteArray()).isEqualTo(payload);
      } else {
        InternalRaftRequest request = InternalRaftRequest.parseFrom(payload);
        assertThat(request.getUnknownFields().asMap()).isEmpty();
        assertThat(request.getAllFields()).hasSizeBetween(1, 3);
        assertThat(request.toByteArray()).as(HexFormat.of().formatHex(payload)).isEqualTo(payload);
      }
    }
  }

  @Test
  void theLogsTogetherCarryEveryKindOfRequestTheirCommandsMade() throws Exception {
    Map<String, Integer> kinds = new TreeMap<>();
    for (String log : logs().toList()) {
      for (byte[] payload : payloads(log)) {
        if (!isV2(payload)) {
          InternalRaftRequest.parseFrom(payload)
              .getAllFields()
              .keySet()
              .forEach(field -> kinds.merge(field.getName(), 1, Integer::sum));
        }
      }
    }
    assertThat(kinds)
        .containsKeys(
            "put",
            "delete_range",
            "txn",
            "compaction",
            "lease_grant",
            "alarm",
            "auth_enable",
            "auth_user_add",
            "auth_user_grant_role",
            "auth_role_add",
            "auth_role_grant_permission",
            "cluster_version_set",
            "cluster_member_attr_set");
  }

  @Test
  void requestsOfAKnownLogReadAsTheyWereTyped() throws Exception {
    List<InternalRaftRequest> requests = new ArrayList<>();
    for (byte[] payload : payloads(SINGLE)) {
      if (!isV2(payload)) {
        requests.add(InternalRaftRequest.parseFrom(payload));
      }
    }
    assertThat(requests.get(0).getPut().getKey().toStringUtf8()).isEqualTo("a");
    assertThat(requests.get(0).getPut().getValue().toStringUtf8()).isEqualTo("1");
    InternalRaftRequest txn =
        requests.stream().filter(InternalRaftRequest::hasTxn).findFirst().orElseThrow();
    assertThat(txn.getTxn().getCompareList()).hasSize(1);
    assertThat(txn.getTxn().getCompare(0).getValue().toStringUtf8()).isEqualTo("2");
    assertThat(txn.getTxn().getSuccessList()).hasSize(3);
    assertThat(txn.getTxn().getFailureList()).hasSize(1);
    InternalRaftRequest grant =
        requests.stream().filter(InternalRaftRequest::hasLeaseGrant).findFirst().orElseThrow();
    assertThat(grant.getLeaseGrant().getID()).isEqualTo(0x430ca1fa8b445a0fL);
    assertThat(grant.getLeaseGrant().getTTL()).isEqualTo(3600);
  }

  @Test
  void walMetadataNamesMemberAndCluster() throws Exception {
    byte[] data = Fixtures.expected(SINGLE).field("records").items().get(1).field("data").hex();
    Metadata metadata = Metadata.parseFrom(data);
    assertThat(metadata.getNodeID()).isEqualTo(0x10e908d3ae25c30cL);
    assertThat(metadata.getClusterID()).isEqualTo(0x29b27a12456d371dL);
    assertThat(metadata.toByteArray()).isEqualTo(data);
  }

  /// The contents of the normal entries whose bytes the expectation holds.
  private static List<byte[]> payloads(String log) throws IOException {
    List<byte[]> payloads = new ArrayList<>();
    for (Expected record : Fixtures.expected(log).field("records").items()) {
      if (record.has("entry")
          && record.field("entry").field("type").number() == 0
          && record.has("data")) {
        byte[] payload = entryData(record.field("data").hex());
        if (payload.length > 0) {
          payloads.add(payload);
        }
      }
    }
    return payloads;
  }

  /// Field 4 of a raft entry.
  private static byte[] entryData(byte[] entry) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(entry);
    byte[] data = new byte[0];
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == (4 << 3 | 2)) {
        data = in.readByteArray();
      } else {
        in.skipField(tag);
      }
    }
    return data;
  }

  /// A bare v2 request starts with field 1, its ID, and then holds a method name in field 2.
  private static boolean isV2(byte[] payload) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(payload);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == (2 << 3 | 2)) {
        return List.of("PUT", "POST", "DELETE", "QGET", "SYNC").contains(in.readString());
      }
      in.skipField(tag);
    }
    return false;
  }
}
