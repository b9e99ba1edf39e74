package io.fireweed.format.bbolt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.fault.CorruptException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Damaged files end in a clear error or in findings: never in another exception, never in a loop.
class DamageTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void everyTruncationIsRefused() {
    byte[] image = Images.small();
    Assertions.assertTimeoutPreemptively(
        LIMIT,
        () -> {
          for (int length = 0; length < image.length; length++) {
            byte[] cut = Arrays.copyOf(image, length);
            assertThatThrownBy(() -> Images.open(cut).read())
                .as("length %d", length)
                .isInstanceOf(CorruptException.class)
                .hasMessageStartingWith("db: ");
          }
        });
  }

  @Test
  void checkTellsOfEveryTruncationBehindTheMetas() {
    byte[] image = Images.small();
    for (int length = 2048; length < image.length; length++) {
      DbFile db = Images.open(Arrays.copyOf(image, length));
      CheckReport report = Checker.check(db.readDamaged(db.current()));
      assertThat(report.findings())
          .as("length %d", length)
          .isNotEmpty()
          .first()
          .isInstanceOf(Finding.FileTooShort.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0x01, 0x80, 0xff})
  void everyFlippedByteIsHarmlessOrRefused(int mask) {
    byte[] image = Images.small();
    Assertions.assertTimeoutPreemptively(
        LIMIT,
        () -> {
          for (int at = 0; at < image.length; at++) {
            byte[] flipped = image.clone();
            flipped[at] ^= (byte) mask;
            readEverything(flipped, "byte " + at);
          }
        });
  }

  @Test
  void manyRandomChangesAreHarmlessOrRefused() {
    byte[] image = Images.small();
    Assertions.assertTimeoutPreemptively(
        LIMIT,
        () -> {
          for (long seed = 1; seed <= 3000; seed++) {
            Random random = new Random(seed);
            byte[] changed = image.clone();
            for (int i = 0; i < 1 + random.nextInt(20); i++) {
              int at = 2048 + random.nextInt(image.length - 2048);
              changed[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextInt(4));
            }
            readEverything(changed, "seed " + seed);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31, 32, 511, 512, 544, 1023, 2047})
  void filesTooSmallForTwoPagesSaySo(int length) throws IOException {
    Path path = directory.resolve("tiny");
    Files.write(path, new byte[length]);
    assertThatThrownBy(() -> DbFile.open(new LocalDisk(), path))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining(path.toString())
        .hasMessageContaining("file size too small: expected at least 2048 bytes");
  }

  @Test
  void otherFilesAreNoDb() throws IOException {
    Path path = directory.resolve("zeros");
    Files.write(path, new byte[70_000]);
    assertThatThrownBy(() -> DbFile.open(new LocalDisk(), path))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("not a bbolt db, or both metas are damaged")
        .hasMessageContaining("meta page 0: magic at offset 16: expected 0xed0cdaed, found 0x0");
    assertThatThrownBy(() -> DbFile.open(new LocalDisk(), directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("directory");
    assertThatThrownBy(() -> DbFile.open(new LocalDisk(), directory.resolve("absent")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("absent");
  }

  @Test
  void aFileCutWhileItIsReadIsAnErrorNotACrash() throws IOException {
    Path path = directory.resolve("db");
    Files.write(path, Images.build(BulkOptions.ETCD, Images.smallContent()));
    try (DbFile db = DbFile.open(new LocalDisk(), path)) {
      try (var channel = Files.newByteChannel(path, StandardOpenOption.WRITE)) {
        channel.truncate(0);
      }
      ReadTx tx = db.read();
      assertThat(Checker.check(tx).findings()).last().isInstanceOf(Finding.Unreadable.class);
      assertThatThrownBy(() -> tx.visit(DbVisitor.NONE))
          .isInstanceOf(CorruptException.class)
          .hasMessageContaining("could not be read to the end");
      assertThatThrownBy(tx::bucketNames).isInstanceOf(CorruptException.class);
      byte[] copy = new byte[1 << 20];
      SnapshotSink sink =
          piece -> MemorySegment.copy(piece, 0, MemorySegment.ofArray(copy), 0, piece.byteSize());
      assertThatThrownBy(() -> tx.copyTo(sink)).isInstanceOf(CorruptException.class);
    }
  }

  /// Reads an image in every way there is. The strict walk must refuse what the checker reports
  /// about the tree, and nothing else.
  private static void readEverything(byte[] image, String what) {
    DbFile db;
    try {
      db = DbFile.of(Path.of("db"), MemorySegment.ofArray(image));
    } catch (CorruptException refused) {
      return;
    }
    CheckReport report = Checker.check(db.readDamaged(db.current()));
    assertThat(report.findings().size()).as(what).isLessThan(Checker.MAX_FINDINGS);
    report.findings().forEach(finding -> assertThat(finding.message()).as(what).isNotBlank());
    boolean isRefused = isRefused(() -> db.read().visit(DbVisitor.NONE));
    boolean isOnlyMetaHeader = report.findings().stream().allMatch(DamageTest::isMetaHeader);
    assertThat(isRefused).as("%s: %s", what, report.findings()).isEqualTo(!isOnlyMetaHeader);
    isRefused(() -> scanByCursor(db.read().root(), 0));
  }

  private static void scanByCursor(Bucket bucket, int depth) {
    Cursor cursor = bucket.cursor();
    int rows = 0;
    while (cursor.next()) {
      rows += cursor.key().byteSize() > 0 ? 1 : 0;
      rows += cursor.value().byteSize() >= 0 ? 1 : 0;
      if (cursor.isBucket() && depth < 64) {
        scanByCursor(cursor.bucket(), depth + 1);
      }
    }
    while (cursor.previous()) {
      rows--;
    }
    bucket.find(MemorySegment.ofArray(new byte[] {'0', '5', 'k'}));
    assertThat(rows).isGreaterThanOrEqualTo(0);
  }

  private static boolean isMetaHeader(Finding finding) {
    return finding instanceof Finding.BadHeader bad && bad.field().equals("meta page header");
  }

  private static boolean isRefused(Runnable reading) {
    try {
      reading.run();
      return false;
    } catch (CorruptException refused) {
      assertThat(refused).hasMessageStartingWith("db: ").hasMessageContaining("found ");
      return true;
    }
  }
}
