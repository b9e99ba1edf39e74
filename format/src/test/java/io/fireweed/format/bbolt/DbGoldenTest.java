package io.fireweed.format.bbolt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.fixtures.Expected;
import io.fireweed.fixtures.Fixtures;
import io.fireweed.format.checksum.Sha256Trailer;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.wire.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Real dbs of etcd 3.4 to 3.7, compared with what an independent reader decoded.
class DbGoldenTest {
  @TempDir Path directory;

  static List<String> dbs() {
    return Fixtures.all().stream()
        .map(Fixtures.Fixture::name)
        .filter(name -> name.endsWith("db") && Fixtures.hasExpected(name))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("dbs")
  void metasAreDecodedAsExpected(String name) throws IOException {
    Expected expected = Fixtures.expected(name);
    try (DbFile db = DbFile.open(new LocalDisk(), copy(name))) {
      for (int slot = 0; slot < 2; slot++) {
        Expected wanted = expected.field("meta" + slot);
        assertThat(wanted.field("valid").truth()).isTrue();
        assertThat(db.metaSlots().get(slot))
            .isEqualTo(
                new MetaSlot.Valid(
                    new Pgid(slot),
                    new Meta(
                        (int) expected.field("pageSize").number(),
                        new Pgid(wanted.field("root").number()),
                        0,
                        new Pgid(Long.parseUnsignedLong(wanted.field("freelist").text(), 16)),
                        new Pgid(wanted.field("highWater").number()),
                        new Txid(wanted.field("txid").number()))));
      }
      assertThat(db.digest().isPresent()).isEqualTo(expected.field("hasSha256Trailer").truth());
      assertThat(db.read().sizeBytes())
          .isEqualTo(expected.field("status").field("totalSize").number());
    }
  }

  @ParameterizedTest
  @MethodSource("dbs")
  void everyRowIsReadByCursorAndByPage(String name) throws IOException {
    Expected buckets = Fixtures.expected(name).field("buckets");
    try (DbFile db = DbFile.open(new LocalDisk(), copy(name));
        ReadTx tx = db.read()) {
      assertThat(tx.bucketNames().stream().map(Bytes::toUtf8)).isEqualTo(buckets.names());
      for (String bucketName : buckets.names()) {
        Expected wanted = buckets.field(bucketName);
        Bucket bucket = tx.requireBucket(Bytes.ofUtf8(bucketName));
        assertThat(bucket.header())
            .isEqualTo(new BucketHeader(new Pgid(wanted.field("root").number()), 0));
        List<Expected> rows = wanted.field("items").items();
        Cursor cursor = bucket.cursor();
        for (Expected row : rows) {
          assertThat(cursor.next()).isTrue();
          Bytes key = Bytes.of(cursor.key());
          assertThat(row.items().getFirst().text()).isIn(key.toHex(), key.toUtf8());
          assertValue(Bytes.of(cursor.value()), row.items().getLast());
        }
        assertThat(cursor.next()).isFalse();
      }
      assertThat(Images.content(tx).values().stream().mapToInt(rows -> rows.size()).sum())
          .isEqualTo((int) rowCount(buckets));
    }
  }

  @ParameterizedTest
  @MethodSource("dbs")
  void checkFindsNothingInEitherState(String name) throws IOException {
    try (DbFile db = DbFile.open(new LocalDisk(), copy(name))) {
      CheckReport report = Checker.check(db.read());
      assertThat(report.findings()).isEmpty();
      assertThat(report.freePageCount()).isBetween(0L, db.current().hwm().value());
      Meta older = db.older().orElseThrow();
      assertThat(Checker.check(db.readAt(older)).findings()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("dbs")
  void compactionKeepsEveryRow(String name) throws IOException {
    Path target = directory.resolve("compacted");
    try (DbFile db = DbFile.open(new LocalDisk(), copy(name));
        ReadTx tx = db.read();
        DiskFile file = new LocalDisk().create(target)) {
      Compaction.copy(tx, file, BulkOptions.ETCD);
      try (DbFile compacted = DbFile.open(new LocalDisk(), target)) {
        CheckReport report = Checker.check(compacted.read());
        assertThat(report.findings()).isEmpty();
        assertThat(report.freePageCount()).isZero();
        assertThat(Images.content(compacted.read())).isEqualTo(Images.content(tx));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dbs")
  void snapshotCopyHoldsTheStateAndItsDigest(String name) throws IOException {
    Path target = directory.resolve("snapshot");
    try (DbFile db = DbFile.open(new LocalDisk(), copy(name));
        ReadTx tx = db.read()) {
      Bytes digest;
      try (var out = Files.newByteChannel(target, snapshotOptions())) {
        digest = SnapshotCopy.copyWithDigest(tx, bytes -> out.write(bytes.asByteBuffer()));
      }
      assertThat(Files.size(target)).isEqualTo(tx.sizeBytes() + Sha256Trailer.LENGTH);
      try (DbFile copy = DbFile.open(new LocalDisk(), target)) {
        assertThat(copy.digest()).contains(digest);
        assertThat(Sha256Trailer.of(copy.image())).isEqualTo(digest);
        assertThat(copy.current()).isEqualTo(tx.meta());
        assertThat(copy.older()).contains(tx.meta().withTxid(tx.meta().txid().previous()));
        assertThat(Checker.check(copy.read()).findings()).isEmpty();
        assertThat(Images.content(copy.read())).isEqualTo(Images.content(tx));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dbs")
  void aSealedDbIsTheSnapshotThatACopyWouldBe(String name) throws IOException {
    Disk disk = new LocalDisk();
    Path sealed = directory.resolve("sealed");
    ByteArrayOutputStream copied = new ByteArrayOutputStream();
    Bytes digest;
    try (DbFile db = DbFile.open(disk, copy(name));
        ReadTx tx = db.read()) {
      digest = SnapshotCopy.copyWithDigest(tx, bytes -> copied.write(Bytes.of(bytes).toArray()));
      Files.write(sealed, Bytes.of(db.image()).toArray());
    }
    SnapshotSeal.trim(disk, sealed);
    SnapshotSeal.close(disk, sealed, digest);
    assertThat(sealed).hasBinaryContent(copied.toByteArray());
    assertThatThrownBy(() -> SnapshotSeal.trim(disk, sealed)).isInstanceOf(RefusedException.class);
  }

  private Path copy(String name) {
    return Fixtures.copyFile(name, directory.resolve("db"));
  }

  private static Set<OpenOption> snapshotOptions() {
    return Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  private static long rowCount(Expected buckets) {
    return buckets.names().stream()
        .mapToLong(name -> buckets.field(name).field("count").number())
        .sum();
  }

  private static void assertValue(Bytes value, Expected expected) {
    if (expected.isText()) {
      assertThat(value.toHex()).isEqualTo(expected.text());
      return;
    }
    assertThat(value.length()).isEqualTo((int) expected.field("len").number());
    MessageDigest digest = Sha256Trailer.digest();
    assertThat(HexFormat.of().formatHex(digest.digest(value.toArray())))
        .isEqualTo(expected.field("sha256").text());
  }
}
