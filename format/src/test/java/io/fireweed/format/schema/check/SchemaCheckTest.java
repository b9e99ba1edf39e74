package io.fireweed.format.schema.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.Fixtures;
import io.fireweed.format.bbolt.DbFile;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.schema.AlarmRow;
import io.fireweed.format.schema.AuthKey;
import io.fireweed.format.schema.ConfStateRow;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.KeyValue;
import io.fireweed.format.schema.LeaseRow;
import io.fireweed.format.schema.MemberId;
import io.fireweed.format.schema.MetaKey;
import io.fireweed.format.schema.Revision;
import io.fireweed.format.schema.RevisionKey;
import io.fireweed.format.schema.SampleDb;
import io.fireweed.format.schema.UserRow;
import io.fireweed.format.wire.Bytes;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaCheckTest {
  static Stream<String> dbs() {
    return Fixtures.all().stream().map(Fixtures.Fixture::name).filter(name -> name.endsWith("db"));
  }

  @ParameterizedTest
  @MethodSource("dbs")
  void realDbsHaveNoErrors(String name) {
    try (DbFile db = DbFile.of(Path.of(name), MemorySegment.ofArray(Fixtures.bytes(name)));
        ReadTx tx = db.read()) {
      SchemaReport report = SchemaCheck.check(tx);
      assertThat(report.findings())
          .filteredOn(finding -> finding.severity() == SchemaFinding.Severity.ERROR)
          .isEmpty();
      assertThat(report.isSound()).isTrue();
    }
  }

  @Test
  void soundDbHasNoFindings() {
    assertThat(check(history())).isEmpty();
  }

  @Test
  void missingBucketsAreTold() {
    assertThat(check(history().without(EtcdBucket.MEMBERS)))
        .contains("bucket members: expected in every etcd db, found none");
    assertThat(check(history().without(EtcdBucket.META)))
        .contains("bucket meta: expected in every etcd db, found none");
    assertThat(check(history().without(EtcdBucket.KEY)))
        .contains("bucket key: expected in every etcd db, found none");
  }

  @Test
  void missingTransactionIsTold() {
    assertThat(check(history().without(EtcdBucket.KEY, RevisionKey.put(rev(4, 0)).encode())))
        .anyMatch(text -> text.contains("main revision, with none missing, expected 4, found 5"));
  }

  @Test
  void missingChangeOfATransactionIsTold() {
    assertThat(check(history().without(EtcdBucket.KEY, RevisionKey.put(rev(3, 0)).encode())))
        .anyMatch(text -> text.contains("first sub revision expected 0, found 1"));
  }

  @Test
  void historyMustCountOn() {
    assertThat(check(history().put(put(4, 0), kv("a", 2, 4, 3))))
        .anyMatch(text -> text.contains("key a: version expected 2, found 3"));
    assertThat(check(history().put(put(4, 0), kv("a", 3, 4, 2))))
        .anyMatch(
            text -> text.contains("create revision expected 2 as in the row before, found 3"));
    assertThat(check(history().put(put(4, 0), kv("a", 2, 5, 2))))
        .anyMatch(text -> text.contains("mod revision expected 4, found 5"));
    assertThat(check(history().put(put(4, 0), kv("a", 9, 4, 2))))
        .anyMatch(text -> text.contains("create revision expected 1 to 4, found 9"));
    assertThat(check(history().put(put(4, 0), kv("a", 2, 4, 0))))
        .anyMatch(text -> text.contains("version expected 1 to 4, found 0"));
    assertThat(check(history().put(put(6, 0), kv("new", 3, 6, 2))))
        .anyMatch(text -> text.contains("create revision of a new generation expected 6, found 3"));
  }

  @Test
  void tombstoneEndsALivingKey() {
    RevisionKey key = RevisionKey.tombstone(rev(6, 0));
    assertThat(check(history().put(key, KeyValue.tombstone(Bytes.ofUtf8("nobody")))))
        .anyMatch(text -> text.contains("tombstone expected a living key before it, found none"));
    assertThat(check(history().put(key, kv("a", 2, 6, 3))))
        .anyMatch(text -> text.contains("tombstone expected the key only, found more fields"));
  }

  @Test
  void undecodableRowsAreToldAndTheRestIsRead() {
    SampleDb db =
        history()
            .put(EtcdBucket.KEY, "zz", "")
            .put(EtcdBucket.KEY, RevisionKey.put(rev(6, 0)).encode(), Bytes.fromHex("ff"))
            .put(EtcdBucket.MEMBERS, "9", "{\"id\":8}")
            .put(EtcdBucket.LEASE, "short", "")
            .put(EtcdBucket.META, MetaKey.STORAGE_VERSION.bytes(), Bytes.ofUtf8("new"))
            .put(EtcdBucket.CLUSTER, "clusterVersion", "3.x");
    assertThat(check(db))
        .anyMatch(text -> text.contains("length of the revision key expected 17 or 18 bytes"))
        .anyMatch(text -> text.contains("key-value message expected"))
        .anyMatch(text -> text.contains("member id expected \"9\" as in the key, found 8"))
        .anyMatch(text -> text.contains("length of the lease key expected 8 bytes"))
        .anyMatch(text -> text.contains("storage version expected a version such as 3.6.0"))
        .anyMatch(text -> text.contains("cluster version expected a version such as 3.6.0"));
  }

  @Test
  void leaseOfALivingKeyMustExist() {
    KeyValue leased = new KeyValue(Bytes.ofUtf8("l"), 6, 6, 1, Bytes.EMPTY, 0x77);
    SampleDb db = history().put(put(6, 0), leased);
    assertThat(check(db))
        .containsExactly("bucket lease: lease 77 of 1 living keys: expected a row, found none");
    LeaseRow lease = new LeaseRow(0x77, 60, 0);
    assertThat(check(db.put(EtcdBucket.LEASE, lease.key(), lease.value()))).isEmpty();
  }

  @Test
  void compactionMustMakeSense() {
    assertThat(check(history().compacted(3, 4)))
        .anyMatch(text -> text.contains("expected at least finishedCompactRev 4, found 3"));
    assertThat(check(history().compacted(99, 99)))
        .anyMatch(text -> text.contains("compacted revision: expected at most the last revision"));
    assertThat(check(history().compacted(3, -1)))
        .anyMatch(text -> text.contains("a server resumes it when it starts"));
  }

  @Test
  void indexAndTermMustBeThere() {
    assertThat(check(history().without(EtcdBucket.META, MetaKey.CONSISTENT_INDEX.bytes())))
        .contains("bucket meta: consistent_index: expected a row, found none");
    SampleDb db = history().put(EtcdBucket.META, "storageVersion", "3.6.0");
    assertThat(check(db.without(EtcdBucket.META, MetaKey.TERM.bytes())))
        .contains("bucket meta: term: expected a row, as 3.5 and newer write it, found none");
    assertThat(check(history().put(EtcdBucket.META, "storageVersion", "3.8.0")))
        .contains("bucket meta: unsupported storage version: expected at most 3.7.0, found 3.8.0");
  }

  @Test
  void rowsOfDifferentBucketsMustAgree() {
    AlarmRow alarm = new AlarmRow(new MemberId(0xabc), AlarmRow.Type.NOSPACE);
    UserRow user =
        new UserRow(Bytes.ofUtf8("u"), Bytes.EMPTY, List.of("ghost"), UserRow.Options.NO_PASSWORD);
    ConfStateRow conf = new ConfStateRow(ConfState.ofVoters(List.of(8L)));
    SampleDb db =
        history()
            .put(EtcdBucket.ALARM, alarm.key(), alarm.value())
            .put(EtcdBucket.AUTH, AuthKey.ENABLED.bytes(), Bytes.of((byte) 1))
            .put(EtcdBucket.AUTH_USERS, user.key(), user.value())
            .put(EtcdBucket.META, MetaKey.CONF_STATE.bytes(), conf.value())
            .put(EtcdBucket.MEMBERS_REMOVED, "7", "removed");
    assertThat(check(db))
        .anyMatch(text -> text.contains("NOSPACE of member abc: expected no alarm"))
        .anyMatch(text -> text.contains("needs a user root with role root"))
        .anyMatch(text -> text.contains("role of user u: expected a row in bucket authRoles"))
        .anyMatch(text -> text.contains("voters of confState: expected [7] as in bucket members"))
        .anyMatch(text -> text.contains("member 7: expected present or removed, found both"));
  }

  @Test
  void findingsAreBounded() {
    SampleDb db = SampleDb.ofOneMember();
    for (int i = 0; i < SchemaCheck.MAX_FINDINGS + 500; i++) {
      db.put(EtcdBucket.LEASE, "lease" + i, "");
    }
    try (DbFile file = db.open();
        ReadTx tx = file.read()) {
      SchemaReport report = SchemaCheck.check(tx);
      assertThat(report.findings()).hasSize(SchemaCheck.MAX_FINDINGS);
      assertThat(report.errorCount()).isEqualTo(SchemaCheck.MAX_FINDINGS + 500);
    }
  }

  /// 2: a; 3: b and c; 4: a again; 5: b deleted.
  private static SampleDb history() {
    return SampleDb.ofOneMember()
        .put(put(2, 0), kv("a", 2, 2, 1))
        .put(put(3, 0), kv("b", 3, 3, 1))
        .put(put(3, 1), kv("c", 3, 3, 1))
        .put(put(4, 0), kv("a", 2, 4, 2))
        .put(RevisionKey.tombstone(rev(5, 0)), KeyValue.tombstone(Bytes.ofUtf8("b")));
  }

  private static RevisionKey put(long main, long sub) {
    return RevisionKey.put(rev(main, sub));
  }

  private static Revision rev(long main, long sub) {
    return new Revision(main, sub);
  }

  private static KeyValue kv(String key, long create, long mod, long version) {
    return new KeyValue(Bytes.ofUtf8(key), create, mod, version, Bytes.ofUtf8("v"), 0);
  }

  private static List<String> check(SampleDb sample) {
    try (DbFile db = sample.open();
        ReadTx tx = db.read()) {
      return SchemaCheck.check(tx).findings().stream().map(SchemaFinding::message).toList();
    }
  }
}
