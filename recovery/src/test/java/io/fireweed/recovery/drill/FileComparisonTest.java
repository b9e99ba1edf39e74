package io.fireweed.recovery.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.format.bbolt.Cursor;
import io.fireweed.format.bbolt.WriteBucket;
import io.fireweed.format.bbolt.WriteTx;
import io.fireweed.format.schema.AlarmRow;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.KeyValue;
import io.fireweed.format.schema.MemberId;
import io.fireweed.format.schema.MetaKey;
import io.fireweed.format.schema.MetaRows;
import io.fireweed.format.schema.Revision;
import io.fireweed.format.schema.RevisionKey;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Every kind of difference, planted in a restored db, is found.
class FileComparisonTest extends RehearsedTest {
  @Test
  void whatARestoreWritesIsEqual() throws IOException {
    for (String member : List.of("m1", "m2", "m3")) {
      assertThat(rehearsal.compareFiles(member)).isInstanceOf(StepResult.Passed.class);
    }
  }

  @Test
  void aChangedValueIsFoundInTheRowAndInTheHash() throws IOException {
    Cursor cursor = rehearsal.source.requireBucket(EtcdBucket.KEY.bytes()).cursor();
    cursor.last();
    Bytes key = Bytes.of(cursor.key());
    while (RevisionKey.decode(cursor.key(), new Origin("test", 0)).isTombstone()) {
      cursor.previous();
      key = Bytes.of(cursor.key());
    }
    KeyValue row = KeyValue.decode(cursor.value(), new Origin("test", 0));
    KeyValue other =
        new KeyValue(
            row.key(),
            row.createRevision(),
            row.modRevision(),
            row.version(),
            Bytes.ofUtf8("another"),
            row.lease());
    Bytes place = key;
    assertThat(planted(tx -> keys(tx).put(place, other.encode())))
        .anyMatch(line -> line.startsWith("hashkv: expected "))
        .anyMatch(line -> line.startsWith("bucket key: row 0x" + place.toHex()));
  }

  @Test
  void aMissingRevisionIsFound() throws IOException {
    Cursor cursor = rehearsal.source.requireBucket(EtcdBucket.KEY.bytes()).cursor();
    cursor.first();
    Bytes key = Bytes.of(cursor.key());
    assertThat(planted(tx -> keys(tx).delete(key))).anyMatch(line -> line.endsWith("found none"));
  }

  @Test
  void aNewerRevisionIsFound() throws IOException {
    Revision next = Revision.of(rehearsal.facts.revision() + 1);
    KeyValue row =
        new KeyValue(Bytes.ofUtf8("new"), next.main(), next.main(), 1, Bytes.ofUtf8("v"), 0);
    assertThat(planted(tx -> keys(tx).put(RevisionKey.put(next).encode(), row.encode())))
        .anyMatch(line -> line.contains("expected none, found '"));
  }

  @Test
  void aMissingLeaseIsFound() throws IOException {
    Cursor cursor = rehearsal.source.requireBucket(EtcdBucket.LEASE.bytes()).cursor();
    cursor.first();
    Bytes lease = Bytes.of(cursor.key());
    assertThat(planted(tx -> bucket(tx, EtcdBucket.LEASE).delete(lease)))
        .anyMatch(line -> line.startsWith("bucket lease: row ") && line.endsWith("found none"));
  }

  @Test
  void anAlarmIsFound() throws IOException {
    AlarmRow alarm = new AlarmRow(new MemberId(7), AlarmRow.Type.NOSPACE);
    assertThat(planted(tx -> bucket(tx, EtcdBucket.ALARM).put(alarm.key(), alarm.value())))
        .anyMatch(line -> line.startsWith("bucket alarm: row "));
  }

  @Test
  void aUserIsFound() throws IOException {
    assertThat(
            planted(
                tx -> {
                  Bytes name = Bytes.ofUtf8("eve");
                  bucket(tx, EtcdBucket.AUTH_USERS).put(name, Bytes.fromHex("0a03657665"));
                }))
        .anyMatch(line -> line.startsWith("bucket authUsers: row eve: expected none"));
  }

  @Test
  void aMissingMemberIsFound() throws IOException {
    Bytes id = rehearsal.member("m3").member().id().key();
    assertThat(planted(tx -> bucket(tx, EtcdBucket.MEMBERS).delete(id)))
        .anyMatch(line -> line.startsWith("bucket members: row ") && line.endsWith("found none"));
  }

  @Test
  void aMemberOfTheOldClusterThatStaysIsFound() throws IOException {
    assertThat(
            planted(
                tx ->
                    bucket(tx, EtcdBucket.MEMBERS_REMOVED)
                        .put(Bytes.ofUtf8("7"), Bytes.ofUtf8("removed"))))
        .anyMatch(line -> line.startsWith("bucket members_removed: row 7: expected none"));
  }

  @Test
  void anotherIndexIsFound() throws IOException {
    assertThat(
            planted(
                tx ->
                    bucket(tx, EtcdBucket.META)
                        .put(MetaKey.CONSISTENT_INDEX.bytes(), MetaRows.encodeNumber(4))))
        .anyMatch(line -> line.startsWith("bucket meta: row consistent_index: expected "));
  }

  @Test
  void aCompactionThatNeverWasIsFound() throws IOException {
    assertThat(
            planted(
                tx ->
                    bucket(tx, EtcdBucket.META)
                        .put(MetaKey.SCHEDULED_COMPACT.bytes(), MetaRows.encodeCompact(50))))
        .contains("compact revision: expected 30, found 50");
  }

  @Test
  void aBucketThatIsGoneIsFound() throws IOException {
    assertThat(planted(tx -> tx.deleteBucket(EtcdBucket.AUTH_ROLES.bytes())))
        .contains("bucket authRoles: expected present, found none");
  }

  @Test
  void aDamagedPageIsFound() throws IOException {
    Path db = rehearsal.member("m1").places().db();
    try (RandomAccessFile file = new RandomAccessFile(db.toFile(), "rw")) {
      for (long page = 2; page < file.length() / 4096; page++) {
        file.seek(page * 4096 + 8);
        file.writeShort(0xffff);
      }
    }
    assertThat(rehearsal.compareFiles("m1")).isInstanceOf(StepResult.Different.class);
  }

  @Test
  void onlyTheFirstDifferencesAreKeptButAllAreCounted() throws IOException {
    rehearsal.change(
        "m1",
        tx -> {
          tx.deleteBucket(EtcdBucket.LEASE.bytes());
          tx.deleteBucket(EtcdBucket.KEY.bytes());
          tx.createBucket(EtcdBucket.KEY.bytes());
        });
    assertThat(rehearsal.compareFiles("m1")).isInstanceOf(StepResult.Different.class);
    Differences many = new Differences();
    for (int i = 0; i < 3 * Differences.MAX_KEPT; i++) {
      many.compare("number", i, -1);
    }
    assertThat(many.result("")).isInstanceOf(StepResult.Different.class);
    if (many.result("") instanceof StepResult.Different(List<Difference> kept, long count)) {
      assertThat(kept).hasSize(Differences.MAX_KEPT);
      assertThat(count).isEqualTo(3 * Differences.MAX_KEPT);
    }
  }

  /// {@return what is found after a change, which must be something}
  private List<String> planted(Consumer<WriteTx> edit) throws IOException {
    rehearsal.change("m2", edit);
    assertThat(rehearsal.compareFiles("m1")).isInstanceOf(StepResult.Passed.class);
    StepResult result = rehearsal.compareFiles("m2");
    assertThat(result).isInstanceOf(StepResult.Different.class);
    return result instanceof StepResult.Different(List<Difference> differences, _)
        ? differences.stream().map(Difference::message).toList()
        : List.of();
  }

  private static WriteBucket keys(WriteTx tx) {
    return bucket(tx, EtcdBucket.KEY);
  }

  private static WriteBucket bucket(WriteTx tx, EtcdBucket bucket) {
    return tx.requireBucket(bucket.bytes());
  }
}
