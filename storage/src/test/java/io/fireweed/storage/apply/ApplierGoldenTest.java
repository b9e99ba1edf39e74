package io.fireweed.storage.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.Fixtures;
import io.fireweed.format.bbolt.Db;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.MetaKey;
import io.fireweed.format.schema.UserRow;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Logs of real members, played from nothing, against the dbs that those members wrote.
class ApplierGoldenTest {
  private static final String FIRST_SEGMENT = "0000000000000000-0000000000000000.wal";

  @TempDir Path work;

  @Test
  void theLogOfACleanMemberGivesItsDb() throws IOException {
    Path member = Fixtures.copyTree("v34-single", work.resolve("m"));
    List<Entry> entries = Replay.entries(member.resolve("member/wal"));
    DbRows replayed = play("3.4.23", entries);
    assertSame(replayed, DbRows.of(member.resolve("member/snap/db")));
    assertThat(entries).hasSize(19);
  }

  @Test
  void aLogOfTwoSegmentsGivesItsDb() throws IOException {
    Path member = Fixtures.copyTree("v34-segments", work.resolve("m"));
    DbRows replayed = play("3.4.23", Replay.entries(member.resolve("member/wal")));
    assertSame(replayed, DbRows.of(member.resolve("member/snap/db")));
  }

  @ParameterizedTest
  @CsvSource({"v34-auth,3.4.23", "v35-auth,3.5.30", "v37-auth,3.7.1"})
  void usersMembersAlarmsAndLeasesComeBack(String vector, String version) throws IOException {
    DbRows replayed = play(version, flatLog(vector));
    assertSame(replayed, DbRows.of(Fixtures.copyFile(vector + "/db", work.resolve("etcd.db"))));
  }

  @Test
  void acknowledgedPutsThatOnlyTheLogHoldsComeBack34() throws IOException {
    Path member = Fixtures.copyTree("v34-dirty", work.resolve("m"));
    Path db = member.resolve("member/snap/db");
    List<Entry> entries = Replay.entries(member.resolve("member/wal"));
    assertHoldsFiveKeys(play("3.4.23", entries));
    try (Db base = Replay.reopen(db)) {
      Replay.play(base, "3.4.23", entries, 1);
      assertHoldsFiveKeys(DbRows.of(base));
    }
  }

  @Test
  void acknowledgedPutsThatOnlyTheLogHoldsComeBack36() throws IOException {
    List<Entry> entries = flatLog("v36-dirty");
    assertHoldsFiveKeys(play("3.6.14", entries));
    Path db = Fixtures.copyFile("v36-dirty/db", work.resolve("etcd.db"));
    try (Db base = Replay.reopen(db)) {
      Replay.play(base, "3.6.14", entries, 1);
      assertHoldsFiveKeys(DbRows.of(base));
    }
  }

  private static void assertHoldsFiveKeys(DbRows rows) {
    assertThat(rows.of(EtcdBucket.KEY)).hasSize(5);
    Bytes last = Bytes.fromHex("0000000000000006" + "5f" + "0000000000000000");
    assertThat(rows.of(EtcdBucket.KEY).get(last).toUtf8()).contains("k5");
  }

  private List<Entry> flatLog(String vector) throws IOException {
    Path wal = Files.createDirectory(work.resolve("wal"));
    Fixtures.copyFile(vector + "/" + FIRST_SEGMENT, wal.resolve(FIRST_SEGMENT));
    return Replay.entries(wal);
  }

  private DbRows play(String version, List<Entry> entries) throws IOException {
    try (Db db = Replay.create(work.resolve("replayed.db"))) {
      Replay.play(db, version, entries, 7);
      return DbRows.of(db);
    }
  }

  /// All buckets byte for byte; left out are only what no log holds (3.6's storageVersion), what a
  /// clean 3.4 does not write at the end (its index), and 3.4's own salt.
  private static void assertSame(DbRows replayed, DbRows etcd) {
    Map<String, Map<Bytes, Bytes>> expected = comparable(etcd);
    Map<String, Map<Bytes, Bytes>> actual = comparable(replayed);
    expected.forEach((bucket, rows) -> assertThat(actual.get(bucket)).as(bucket).isEqualTo(rows));
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
  }

  private static Map<String, Map<Bytes, Bytes>> comparable(DbRows rows) {
    Map<String, Map<Bytes, Bytes>> buckets = new LinkedHashMap<>(rows.buckets());
    Map<Bytes, Bytes> meta = new TreeMap<>(rows.of(EtcdBucket.META));
    if (!meta.containsKey(MetaKey.TERM.bytes())) {
      meta.remove(MetaKey.CONSISTENT_INDEX.bytes());
      buckets.put(EtcdBucket.AUTH_USERS.label(), withoutHashes(rows.of(EtcdBucket.AUTH_USERS)));
    }
    meta.remove(MetaKey.STORAGE_VERSION.bytes());
    buckets.put(EtcdBucket.META.label(), meta);
    return buckets;
  }

  private static Map<Bytes, Bytes> withoutHashes(Map<Bytes, Bytes> users) {
    Map<Bytes, Bytes> rows = new TreeMap<>();
    users.forEach(
        (name, value) -> {
          UserRow user = UserRow.decode(name.segment(), value.segment(), new Origin("users", 0));
          Bytes hash = user.passwordHash().isEmpty() ? Bytes.EMPTY : Replay.HASH;
          rows.put(name, new UserRow(user.name(), hash, user.roles(), user.options()).value());
        });
    return rows;
  }
}
