package io.fireweed.format.schema.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.fixtures.Expected;
import io.fireweed.fixtures.Fixtures;
import io.fireweed.format.bbolt.CheckReport;
import io.fireweed.format.bbolt.Checker;
import io.fireweed.format.bbolt.Cursor;
import io.fireweed.format.bbolt.DbFile;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.fault.NotFoundException;
import io.fireweed.format.schema.BumpRecord;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.EtcdRelease;
import io.fireweed.format.schema.Revision;
import io.fireweed.format.schema.SampleDb;
import io.fireweed.format.wire.Bytes;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class HashGoldenTest {
  static Stream<String> dbs() {
    return Fixtures.all().stream()
        .map(Fixtures.Fixture::name)
        .filter(name -> name.endsWith("db") && Fixtures.hasExpected(name));
  }

  @ParameterizedTest
  @MethodSource("dbs")
  void statusIsWhatTheToolsOfEveryReleasePrint(String name) {
    Expected status = Fixtures.expected(name).field("status");
    try (DbFile db = open(name);
        ReadTx tx = db.read()) {
      StatusHash found = StatusHash.compute(tx);
      assertThat(found.unsignedHash()).isEqualTo(status.field("hash").number());
      assertThat(found.revision()).isEqualTo(status.field("revision").number());
      assertThat(found.totalKeys(EtcdRelease.V3_4))
          .isEqualTo(status.field("totalKey_3.4_3.5").number());
      assertThat(found.totalKeys(EtcdRelease.V3_7))
          .isEqualTo(status.field("totalKey_3.6_up").number());
      assertThat(found.sizeBytes()).isEqualTo(status.field("totalSize").number());
    }
  }

  @ParameterizedTest
  @MethodSource("dbs")
  void oneWalkServesTheCheckerAndTheStatus(String name) {
    try (DbFile db = open(name);
        ReadTx tx = db.read();
        StatusVisitor visitor = new StatusVisitor(name)) {
      CheckReport report = Checker.check(tx, visitor);
      assertThat(report.isClean()).isTrue();
      assertThat(visitor.finish(tx.sizeBytes())).isEqualTo(StatusHash.compute(tx));
    }
  }

  @Test
  void statusShowsTheStorageVersionAsItStands() {
    assertThat(status("v37-auth/db").storageVersion()).isEqualTo("3.7.0");
    assertThat(status("v34-snapshot.db").storageVersion()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "v34-single/member/snap/db, 0, 1823695027, 14, 6",
    "v34-snapshot.db, 0, 1823695027, 14, 6",
    "v34-snapshot.db, 14, 1823695027, 14, 6",
    "v34-snapshot.db, 12, 1344467492, 12, 6",
    "v34-restored/m1/member/snap/db, 0, 1823695027, 14, 6",
    "v35-restored/m1/member/snap/db, 0, 1823695027, 14, 6",
    "v36-restored/m1/member/snap/db, 0, 1823695027, 14, 6",
    "v37-restored/m1/member/snap/db, 0, 1823695027, 14, 6",
    "v34-dirty/member/snap/db, 0, 1084519789, 1, -1",
    "v36-dirty/db, 0, 1084519789, 1, -1",
    "v34-tombstone/db, 5, 4082717265, 5, 5",
    "v34-tombstone/db, 6, 2414744393, 6, 5",
    "v34-tombstone/db, 7, 1800712600, 7, 5",
    "v34-tombstone/db, 8, 2231075323, 8, 5",
    "v34-tombstone/db, 9, 1527955110, 9, 5",
    "v35-tombstone/db, 5, 4082717265, 5, 5",
    "v35-tombstone/db, 6, 2414744393, 6, 5",
    "v35-tombstone/db, 7, 1800712600, 7, 5",
    "v35-tombstone/db, 8, 2231075323, 8, 5",
    "v35-tombstone/db, 9, 1527955110, 9, 5",
    "v35-tombstone/db, 0, 1527955110, 9, 5",
  })
  void hashKvIsWhatServersAnswer(
      String name, long revision, long hash, long hashRevision, long compactRevision) {
    try (DbFile db = open(name);
        ReadTx tx = db.read()) {
      assertThat(HashKv.compute(tx, revision))
          .isEqualTo(new HashKv((int) hash, hashRevision, compactRevision));
    }
  }

  @Test
  void hashKvRefusesCompactedAndFutureRevisions() {
    try (DbFile db = open("v34-snapshot.db");
        ReadTx tx = db.read()) {
      assertThatThrownBy(() -> HashKv.compute(tx, 5))
          .isInstanceOf(NotFoundException.class)
          .hasMessageStartingWith(HashKv.COMPACTED);
      assertThatThrownBy(() -> HashKv.compute(tx, 15))
          .isInstanceOf(NotFoundException.class)
          .hasMessageStartingWith(HashKv.FUTURE);
      assertThatThrownBy(() -> HashKv.compute(tx, -3)).isInstanceOf(NotFoundException.class);
    }
  }

  @Test
  void bumpedStoreHashesAsTheServerThatStartedOnIt() {
    BumpRecord bump = BumpRecord.above(Revision.of(14), 1000);
    SampleDb bumped = SampleDb.ofOneMember().compacted(bump.revision().main(), 6);
    try (DbFile db = open("v34-snapshot.db");
        ReadTx tx = db.read()) {
      Cursor cursor = tx.requireBucket(EtcdBucket.KEY.bytes()).cursor();
      while (cursor.next()) {
        bumped.put(EtcdBucket.KEY, Bytes.of(cursor.key()), Bytes.of(cursor.value()));
      }
    }
    bumped.put(EtcdBucket.KEY, bump.rowKey(), bump.rowValue());
    try (DbFile db = bumped.open();
        ReadTx tx = db.read()) {
      assertThat(HashKv.computeCurrent(tx)).isEqualTo(new HashKv((int) 3022427146L, 1014, 1014));
      StatusHash status = StatusHash.compute(tx);
      assertThat(status.userKeyCount()).isEqualTo(status.liveKeyCount() - 1);
    }
  }

  @Test
  void hashRpcIsWhatTheServerAnswered() {
    try (DbFile db = open("v34-single/member/snap/db");
        ReadTx tx = db.read()) {
      assertThat(Integer.toUnsignedLong(HashRpc.compute(tx, EtcdRelease.V3_4)))
          .isEqualTo(3373211330L);
    }
  }

  private static StatusHash status(String name) {
    try (DbFile db = open(name);
        ReadTx tx = db.read()) {
      return StatusHash.compute(tx);
    }
  }

  private static DbFile open(String name) {
    return DbFile.of(Path.of(name), MemorySegment.ofArray(Fixtures.bytes(name)));
  }
}
