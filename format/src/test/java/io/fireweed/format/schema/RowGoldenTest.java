package io.fireweed.format.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.Expected;
import io.fireweed.fixtures.Fixtures;
import io.fireweed.format.bbolt.Cursor;
import io.fireweed.format.bbolt.DbFile;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RowGoldenTest {
  private static final Origin WHERE = new Origin("row", 0);

  static Stream<String> dbs() {
    return Fixtures.all().stream().map(Fixtures.Fixture::name).filter(name -> name.endsWith("db"));
  }

  @ParameterizedTest
  @MethodSource("dbs")
  void everyRowOfRealDbsEncodesToTheBytesItWasDecodedFrom(String name) {
    try (DbFile db = DbFile.of(Path.of(name), MemorySegment.ofArray(Fixtures.bytes(name)));
        ReadTx tx = db.read()) {
      for (EtcdBucket bucket : EtcdBucket.values()) {
        Cursor cursor = tx.requireBucket(bucket.bytes()).cursor();
        while (cursor.next()) {
          Bytes key = Bytes.of(cursor.key());
          Bytes value = Bytes.of(cursor.value());
          assertThat(reencoded(bucket, key, value))
              .as("%s: row %s", bucket.label(), key)
              .isEqualTo(List.of(key, value));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dbs")
  void rowsAreThoseOfTheIndependentReader(String name) {
    Expected buckets = Fixtures.expected(name).field("buckets");
    try (DbFile db = DbFile.of(Path.of(name), MemorySegment.ofArray(Fixtures.bytes(name)));
        ReadTx tx = db.read()) {
      assertThat(tx.bucketNames().stream().map(Bytes::toUtf8)).isEqualTo(buckets.names());
      for (EtcdBucket bucket : EtcdBucket.values()) {
        long count = buckets.field(bucket.label()).field("count").number();
        Cursor cursor = tx.requireBucket(bucket.bytes()).cursor();
        for (long i = 0; i < count; i++) {
          assertThat(cursor.next()).isTrue();
        }
        assertThat(cursor.next()).isFalse();
      }
    }
  }

  private static List<Bytes> reencoded(EtcdBucket bucket, Bytes key, Bytes value) {
    MemorySegment k = key.segment();
    MemorySegment v = value.segment();
    return switch (bucket) {
      case KEY ->
          List.of(RevisionKey.decode(k, WHERE).encode(), KeyValue.decode(v, WHERE).encode());
      case ALARM -> {
        AlarmRow row = AlarmRow.decode(k, v, WHERE);
        yield List.of(row.key(), row.value());
      }
      case AUTH -> List.of(key, value.length() == 8 ? Bytes.ofLong(value.longAt(0)) : value);
      case AUTH_ROLES -> {
        RoleRow row = RoleRow.decode(k, v, WHERE);
        yield List.of(row.key(), row.value());
      }
      case AUTH_USERS -> {
        UserRow row = UserRow.decode(k, v, WHERE);
        yield List.of(row.key(), row.value());
      }
      case CLUSTER -> List.of(key, EtcdVersion.decode(v, "version", WHERE).encode());
      case LEASE -> {
        LeaseRow row = LeaseRow.decode(k, v, WHERE);
        yield List.of(row.key(), row.value());
      }
      case MEMBERS -> {
        MemberRow row = MemberRow.decode(k, v, WHERE);
        yield List.of(row.key(), row.value());
      }
      case MEMBERS_REMOVED ->
          List.of(MemberId.findHex(key.toUtf8()).orElseThrow().key(), Bytes.ofUtf8("removed"));
      case META -> List.of(key, meta(key.toUtf8(), v));
    };
  }

  private static Bytes meta(String key, MemorySegment value) {
    return switch (key) {
      case "confState" -> ConfStateRow.decode(value, WHERE).value();
      case "consistent_index", "term" -> MetaRows.encodeNumber(MetaRows.decodeNumber(value, WHERE));
      case "finishedCompactRev", "scheduledCompactRev" ->
          MetaRows.encodeCompact(MetaRows.decodeCompact(value, WHERE).main());
      case "storageVersion" -> EtcdVersion.decode(value, "version", WHERE).encode();
      default -> throw new AssertionError("row of meta: " + key);
    };
  }

  @Test
  void bumpIsThatOfTheRealRestore() {
    BumpRecord bump = BumpRecord.above(new Revision(14, 0), 1_000_000);
    assertThat(bump.rowKey().toHex()).isEqualTo("00000000000f424e5f0000000000000000");
    try (DbFile db =
            DbFile.of(Path.of("db"), MemorySegment.ofArray(Fixtures.bytes("v35-bump/db")));
        ReadTx tx = db.read()) {
      Cursor cursor = tx.requireBucket(EtcdBucket.KEY.bytes()).cursor();
      assertThat(cursor.last()).isTrue();
      assertThat(Bytes.of(cursor.key())).isEqualTo(bump.rowKey());
      assertThat(Bytes.of(cursor.value())).isEqualTo(bump.rowValue());
      assertThat(MetaRows.of(tx).scheduledCompact()).hasValue(bump.revision());
      assertThat(MetaRows.of(tx).compactMain()).isEqualTo(1_000_014);
    }
  }

  @Test
  void schemaVersionFollowsStorageVersionThenTerm() {
    assertThat(schemaVersion("v34-snapshot.db")).isEmpty();
    assertThat(schemaVersion("v35-auth/db")).contains("3.5.0");
    assertThat(schemaVersion("v37-auth/db")).contains("3.7.0");
  }

  private static Stream<String> schemaVersion(String name) {
    try (DbFile db = DbFile.of(Path.of(name), MemorySegment.ofArray(Fixtures.bytes(name)));
        ReadTx tx = db.read()) {
      return MetaRows.of(tx).schemaVersion().stream().map(EtcdVersion::toString);
    }
  }
}
