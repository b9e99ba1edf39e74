package io.fireweed.storage.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.AlarmRequest;
import io.fireweed.api.rpc.CompactionRequest;
import io.fireweed.api.rpc.InternalRaftRequest;
import io.fireweed.api.rpc.LeaseCheckpoint;
import io.fireweed.api.rpc.LeaseCheckpointRequest;
import io.fireweed.api.rpc.LeaseGrantRequest;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.RequestOp;
import io.fireweed.api.rpc.TxnRequest;
import io.fireweed.format.bbolt.Db;
import io.fireweed.format.bbolt.WriteTx;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.fault.UnsupportedException;
import io.fireweed.format.raftlog.ConfChange;
import io.fireweed.format.raftlog.ConfChangeType;
import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Dialect;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.LeaseRow;
import io.fireweed.format.schema.MemberId;
import io.fireweed.format.schema.MetaKey;
import io.fireweed.format.schema.Revision;
import io.fireweed.format.schema.RevisionKey;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.ProtoWriter;
import io.fireweed.storage.apply.ApplyResult.MemberEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplierTest {
  @TempDir Path work;

  private Db db;
  private Applier applier;
  private long index;

  @BeforeEach
  void open() throws IOException {
    db = Replay.create(work.resolve("db"));
    applier = Replay.applier(db, "3.6.14");
  }

  @AfterEach
  void close() throws IOException {
    applier.close();
    db.close();
  }

  @Test
  void anEntryThatIsNoRequestIsRefusedByItsIndexAndChangesNothing() throws IOException {
    apply(put("a", "1"));
    Entry torn = new Entry(2, 2, EntryType.NORMAL, Bytes.fromHex("22ff"));
    assertThatThrownBy(() -> applier.apply(torn))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("entry 2");
    assertThat(applier.consistentIndex()).isEqualTo(1);
    assertThat(apply(put("a", "2"))).isEqualTo(new ApplyResult.KeysChanged(3, 1));
  }

  @Test
  void everyEntryCutAtEveryByteIsReadOrRefusedNeverMore() throws IOException {
    Bytes whole =
        Bytes.of(
            InternalRaftRequest.newBuilder()
                .setTxn(
                    TxnRequest.newBuilder()
                        .addSuccess(RequestOp.newBuilder().setRequestPut(put("a", "1").getPut())))
                .build()
                .toByteArray());
    for (int length = 1; length < whole.length(); length++) {
      Entry cut = new Entry(2, 1, EntryType.NORMAL, whole.slice(0, length));
      assertThatThrownBy(() -> CommandDecoder.decode(cut))
          .as("cut to %d", length)
          .isInstanceOf(CorruptException.class)
          .hasMessageContaining("entry 1");
    }
  }

  @Test
  void anEntryMustFollowTheLastOne() {
    Entry later = RequestStream.entry(3, put("a", "1"));
    assertThatThrownBy(() -> applier.apply(later))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("index expected 1, found 3");
  }

  @Test
  void anUnknownKindOfRequestIsUnsupported() {
    Bytes data = new ProtoWriter().bytes(7777, Bytes.ofUtf8("x")).toBytes();
    Entry entry = new Entry(2, 1, EntryType.NORMAL, data);
    assertThatThrownBy(() -> applier.apply(entry))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("entry 1")
        .hasMessageContaining("7777");
  }

  @Test
  void indexAndTermComeWithTheData() throws IOException {
    apply(put("a", "1"));
    assertThat(DbRows.of(db).of(EtcdBucket.KEY)).isEmpty();
    applier.commit();
    DbRows rows = DbRows.of(db);
    assertThat(rows.of(EtcdBucket.KEY)).hasSize(1);
    assertThat(rows.of(EtcdBucket.META))
        .containsEntry(MetaKey.CONSISTENT_INDEX.bytes(), Bytes.ofLong(1))
        .containsEntry(MetaKey.TERM.bytes(), Bytes.ofLong(2));
  }

  @Test
  void aFailingReadFailsTheWholeTransaction() throws IOException {
    apply(put("a", "1"));
    InternalRaftRequest.Builder request = InternalRaftRequest.newBuilder();
    request
        .getTxnBuilder()
        .addSuccess(RequestOp.newBuilder().setRequestPut(put("b", "1").getPut()));
    request.getTxnBuilder().addSuccessBuilder().getRequestRangeBuilder().setRevision(3);
    assertThat(apply(request.build()))
        .isEqualTo(new ApplyResult.Rejected(EtcdError.FUTURE_REVISION));
    assertThat(applier.revision()).isEqualTo(2);
    assertThat(applier.liveKeys()).isEqualTo(1);
  }

  @Test
  void aCompactionThatWasCutOffIsFinishedAtOpen() throws IOException {
    for (int i = 0; i < 10; i++) {
      apply(put("a", "v" + i));
    }
    applier.commit();
    applier.close();
    try (WriteTx tx = db.begin()) {
      tx.requireBucket(EtcdBucket.META.bytes())
          .put(MetaKey.SCHEDULED_COMPACT.bytes(), RevisionKey.put(Revision.of(9)).encode());
      tx.commit();
    }
    applier = Replay.applier(db, "3.6.14");
    applier.commit();
    DbRows rows = DbRows.of(db);
    assertThat(rows.of(EtcdBucket.KEY)).hasSize(3);
    assertThat(rows.of(EtcdBucket.META))
        .containsEntry(MetaKey.FINISHED_COMPACT.bytes(), RevisionKey.put(Revision.of(9)).encode());
    assertThat(applier.compactRevision()).isEqualTo(9);
    assertThat(compact(9)).isEqualTo(new ApplyResult.Rejected(EtcdError.COMPACTED));
    assertThat(compact(12)).isEqualTo(new ApplyResult.Rejected(EtcdError.FUTURE_REVISION));
    assertThat(compact(11)).isEqualTo(new ApplyResult.Compacted(11, 2));
  }

  @Test
  void aCompactionOfManyRowsCommitsOnItsWay() throws IOException {
    for (int i = 0; i < 25_000; i++) {
      apply(put("k" + i % 7, "v"));
    }
    assertThat(compact(25_001)).isEqualTo(new ApplyResult.Compacted(25_001, 24_993));
    assertThat(DbRows.of(db).of(EtcdBucket.META))
        .containsEntry(MetaKey.CONSISTENT_INDEX.bytes(), Bytes.ofLong(25_001));
    applier.commit();
    assertThat(DbRows.of(db).of(EtcdBucket.KEY)).hasSize(7);
  }

  @Test
  void checkpointsAreStoredOnceTheClusterIs36() throws IOException {
    apply(
        InternalRaftRequest.newBuilder()
            .setLeaseGrant(LeaseGrantRequest.newBuilder().setID(7).setTTL(100))
            .build());
    InternalRaftRequest checkpoint =
        InternalRaftRequest.newBuilder()
            .setLeaseCheckpoint(
                LeaseCheckpointRequest.newBuilder()
                    .addCheckpoints(LeaseCheckpoint.newBuilder().setID(7).setRemainingTTL(40)))
            .build();
    List<ApplyResult.Remaining> left = List.of(new ApplyResult.Remaining(7, 40));
    assertThat(apply(checkpoint)).isEqualTo(new ApplyResult.LeasesCheckpointed(left, 0));
    apply(version("3.6.0"));
    assertThat(apply(checkpoint)).isEqualTo(new ApplyResult.LeasesCheckpointed(left, 1));
    applier.commit();
    LeaseRow row = new LeaseRow(7, 100, 40);
    assertThat(DbRows.of(db).of(EtcdBucket.LEASE)).containsEntry(row.key(), row.value());
  }

  @Test
  void alarmsStopWhatTheyMust() throws IOException {
    apply(put("a", "1"));
    apply(alarm(1, 1));
    assertThat(apply(put("a", "2"))).isEqualTo(new ApplyResult.Rejected(EtcdError.NO_SPACE));
    InternalRaftRequest.Builder delete = InternalRaftRequest.newBuilder();
    delete.getDeleteRangeBuilder().setKey(ByteString.copyFromUtf8("a"));
    assertThat(apply(delete.build())).isEqualTo(new ApplyResult.KeysChanged(3, 1));
    apply(alarm(1, 2));
    assertThat(apply(delete.build())).isEqualTo(new ApplyResult.Rejected(EtcdError.CORRUPT));
    apply(alarm(2, 2));
    apply(alarm(2, 1));
    assertThat(apply(put("a", "2"))).isEqualTo(new ApplyResult.KeysChanged(4, 1));
  }

  @Test
  void aMemberComesLearnsIsPromotedAndGoesForGood() throws IOException {
    assertThat(change(ConfChangeType.ADD_NODE, 1, member(1, "")))
        .isEqualTo(membership(MemberEvent.ADDED, 1, List.of(1L), List.of()));
    assertThat(change(ConfChangeType.ADD_LEARNER_NODE, 2, member(2, ",\"isLearner\":true")))
        .isEqualTo(membership(MemberEvent.LEARNER_ADDED, 2, List.of(1L), List.of(2L)));
    String promotion = member(2, ",\"isPromote\":true");
    assertThat(change(ConfChangeType.ADD_NODE, 2, promotion))
        .isEqualTo(membership(MemberEvent.PROMOTED, 2, List.of(1L, 2L), List.of()));
    assertThat(change(ConfChangeType.ADD_NODE, 2, promotion))
        .isEqualTo(new ApplyResult.Rejected(EtcdError.MEMBER_NOT_LEARNER));
    assertThat(change(ConfChangeType.ADD_NODE, 3, member(3, "").replace("host3", "host1")))
        .isEqualTo(new ApplyResult.Rejected(EtcdError.PEER_URL_EXISTS));
    assertThat(change(ConfChangeType.REMOVE_NODE, 2, ""))
        .isEqualTo(membership(MemberEvent.REMOVED, 2, List.of(1L), List.of()));
    assertThat(change(ConfChangeType.ADD_NODE, 2, member(2, "")))
        .isEqualTo(new ApplyResult.Rejected(EtcdError.MEMBER_NOT_FOUND));
    applier.commit();
    DbRows rows = DbRows.of(db);
    assertThat(rows.of(EtcdBucket.MEMBERS)).containsOnlyKeys(Bytes.ofUtf8("1"));
    assertThat(rows.of(EtcdBucket.MEMBERS_REMOVED))
        .containsEntry(Bytes.ofUtf8("2"), Bytes.ofUtf8("removed"));
    assertThat(rows.of(EtcdBucket.META).get(MetaKey.CONF_STATE.bytes()).toUtf8())
        .isEqualTo("{\"voters\":[1],\"auto_leave\":false}");
  }

  @Test
  void aV2RequestSetsAttributesAndVersionLikeANewOne() throws IOException {
    change(ConfChangeType.ADD_NODE, 1, member(1, ""));
    String attributes = "{\"name\":\"m1\",\"clientURLs\":[\"http://c\"]}";
    apply(v2("/0/members/1/attributes", attributes));
    apply(v2("/0/version", "3.5.0"));
    apply(v2("/1/user/key", "value"));
    applier.commit();
    DbRows rows = DbRows.of(db);
    assertThat(rows.of(EtcdBucket.MEMBERS).get(Bytes.ofUtf8("1")).toUtf8())
        .contains("\"name\":\"m1\",\"clientURLs\":[\"http://c\"]");
    assertThat(rows.of(EtcdBucket.CLUSTER))
        .containsEntry(Bytes.ofUtf8("clusterVersion"), Bytes.ofUtf8("3.5.0"));
  }

  private ApplyResult apply(InternalRaftRequest request) throws IOException {
    return applier.apply(RequestStream.entry(++index, request));
  }

  private ApplyResult apply(Bytes data) throws IOException {
    return applier.apply(new Entry(2, ++index, EntryType.NORMAL, data));
  }

  private ApplyResult change(ConfChangeType type, long id, String context) throws IOException {
    Bytes data = new ConfChange(0, type, id, Bytes.ofUtf8(context)).encode(Dialect.EXPLICIT_ZEROS);
    return applier.apply(new Entry(2, ++index, EntryType.CONF_CHANGE, data));
  }

  private ApplyResult compact(long revision) throws IOException {
    return apply(
        InternalRaftRequest.newBuilder()
            .setCompaction(CompactionRequest.newBuilder().setRevision(revision))
            .build());
  }

  private static ApplyResult membership(
      MemberEvent event, long id, List<Long> voters, List<Long> learners) {
    return new ApplyResult.MembershipChanged(
        new MemberId(id), event, new ConfState(voters, learners, List.of(), List.of(), false));
  }

  private static String member(long id, String more) {
    return "{\"id\":" + id + ",\"peerURLs\":[\"http://host" + id + ":2380\"]" + more + "}";
  }

  private static Bytes v2(String path, String value) {
    return new ProtoWriter().varint(1, 99).utf8(2, "PUT").utf8(3, path).utf8(4, value).toBytes();
  }

  private static Bytes version(String version) {
    return new ProtoWriter().message(1300, new ProtoWriter().utf8(1, version)).toBytes();
  }

  private static InternalRaftRequest alarm(int action, int type) {
    return InternalRaftRequest.newBuilder()
        .setAlarm(
            AlarmRequest.newBuilder().setActionValue(action).setMemberID(1).setAlarmValue(type))
        .build();
  }

  private static InternalRaftRequest put(String key, String value) {
    return InternalRaftRequest.newBuilder()
        .setPut(
            PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setValue(ByteString.copyFromUtf8(value)))
        .build();
  }
}
