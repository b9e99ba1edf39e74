package io.fireweed.format.bbolt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.fault.ConflictException;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.fault.NotFoundException;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DbTest {
  private static final Bytes KEY = Bytes.ofUtf8("key");
  private static final Bytes BUCKET = Bytes.ofUtf8("bucket");

  @TempDir Path directory;

  private final Disk disk = new LocalDisk();

  private Path path() {
    return directory.resolve("db");
  }

  private Db create() throws IOException {
    return Db.open(disk, path(), DbOptions.create());
  }

  private Db reopen() throws IOException {
    return Db.open(disk, path(), DbOptions.existing());
  }

  /// Every test's file must pass the check.
  private void assertSound() throws IOException {
    try (DbFile file = DbFile.open(disk, path());
        ReadTx tx = file.read()) {
      assertThat(Checker.check(tx).findings()).isEmpty();
    }
  }

  private static Bytes number(int value) {
    return Bytes.ofUtf8("%08d".formatted(value));
  }

  @Test
  void valueIsThereAfterReopening() throws IOException {
    try (Db db = create();
        WriteTx tx = db.begin()) {
      tx.createBucket(BUCKET).put(KEY, Bytes.ofUtf8("value"));
      tx.commit();
    }
    try (Db db = reopen();
        ReadTx tx = db.read()) {
      assertThat(tx.requireBucket(BUCKET).find(KEY).map(Bytes::of)).contains(Bytes.ofUtf8("value"));
      assertThat(tx.meta().txid()).isEqualTo(new Txid(2));
    }
    assertSound();
  }

  @Test
  void closedTransactionLeavesNothing() throws IOException {
    try (Db db = create()) {
      try (WriteTx tx = db.begin()) {
        tx.createBucket(BUCKET).put(KEY, Bytes.EMPTY);
      }
      try (WriteTx tx = db.begin()) {
        assertThat(tx.findBucket(BUCKET)).isEmpty();
        assertThat(tx.txid()).isEqualTo(new Txid(2));
      }
    }
    assertSound();
  }

  @Test
  void keysAndValuesAreTakenAtTheirLimitsAndRefusedAbove() throws IOException {
    Bytes longest = Bytes.of(new byte[WriteBucket.MAX_KEY_BYTES]);
    try (Db db = create()) {
      try (WriteTx tx = db.begin()) {
        WriteBucket bucket = tx.createBucket(BUCKET);
        assertThatThrownBy(() -> bucket.put(Bytes.EMPTY, KEY))
            .isInstanceOf(RefusedException.class)
            .hasMessage("key of 0 bytes: expected 1 to 32768");
        assertThatThrownBy(() -> bucket.put(longest.plus(KEY), KEY))
            .isInstanceOf(RefusedException.class);
        bucket.put(longest, KEY);
        bucket.put(Bytes.of((byte) 0), Bytes.EMPTY);
        tx.commit();
      }
      try (ReadTx tx = db.read()) {
        assertThat(tx.requireBucket(BUCKET).find(longest).map(Bytes::of)).contains(KEY);
        assertThat(tx.requireBucket(BUCKET).find(Bytes.of((byte) 0)).map(Bytes::of))
            .contains(Bytes.EMPTY);
      }
    }
    assertSound();
  }

  @Test
  void bucketsAndValuesDoNotTakeEachOthersNames() throws IOException {
    try (Db db = create();
        WriteTx tx = db.begin()) {
      WriteBucket bucket = tx.createBucket(BUCKET);
      bucket.createBucket(KEY);
      assertThatThrownBy(() -> bucket.put(KEY, KEY)).isInstanceOf(ConflictException.class);
      assertThatThrownBy(() -> bucket.delete(KEY)).isInstanceOf(ConflictException.class);
      assertThatThrownBy(() -> bucket.createBucket(KEY)).isInstanceOf(ConflictException.class);
      assertThat(bucket.find(KEY)).isEmpty();
      bucket.put(BUCKET, KEY);
      assertThatThrownBy(() -> bucket.createBucket(BUCKET)).isInstanceOf(ConflictException.class);
      assertThatThrownBy(() -> bucket.deleteBucket(BUCKET)).isInstanceOf(ConflictException.class);
      assertThatThrownBy(() -> bucket.requireBucket(Bytes.ofUtf8("other")))
          .isInstanceOf(NotFoundException.class);
      tx.commit();
    }
    assertSound();
  }

  @Test
  void bucketMovesOutOfItsParentWhenItGrowsAndBackWhenItShrinks() throws IOException {
    try (Db db = create()) {
      for (int round = 0; round < 3; round++) {
        try (WriteTx tx = db.begin()) {
          WriteBucket bucket = tx.createBucketIfAbsent(BUCKET);
          for (int i = 0; i < 500; i++) {
            bucket.put(number(i), KEY);
          }
          tx.commit();
        }
        assertThat(header(db).isInline()).isFalse();
        try (WriteTx tx = db.begin()) {
          WriteBucket bucket = tx.requireBucket(BUCKET);
          for (int i = 1; i < 500; i++) {
            assertThat(bucket.delete(number(i))).isTrue();
          }
          tx.commit();
        }
        assertThat(header(db).isInline()).isTrue();
        assertThat(db.meta().hwm().value()).isLessThan(30);
      }
    }
    assertSound();
  }

  private static BucketHeader header(Db db) throws IOException {
    try (ReadTx tx = db.read()) {
      return tx.requireBucket(BUCKET).header();
    }
  }

  @Test
  void cursorThatDeletesWhatItVisitsSeesEveryKeyOnce() throws IOException {
    try (Db db = create()) {
      try (WriteTx tx = db.begin()) {
        WriteBucket bucket = tx.createBucket(BUCKET);
        for (int i = 0; i < 2000; i++) {
          bucket.put(number(i), KEY);
        }
        tx.commit();
      }
      try (WriteTx tx = db.begin()) {
        WriteBucket bucket = tx.requireBucket(BUCKET);
        List<Bytes> seen = new ArrayList<>();
        WriteCursor cursor = bucket.cursor();
        while (cursor.next()) {
          seen.add(Bytes.of(cursor.key()));
          assertThat(cursor.delete()).isTrue();
          assertThat(cursor.delete()).isFalse();
        }
        assertThat(seen).hasSize(2000).isSorted().doesNotHaveDuplicates();
        assertThat(cursor.previous()).isFalse();
        assertThat(bucket.cursor().next()).isFalse();
        tx.commit();
      }
    }
    assertSound();
  }

  @Test
  void cursorGoesBothWaysAndStopsAtTheEnds() throws IOException {
    try (Db db = create();
        WriteTx tx = db.begin()) {
      WriteBucket bucket = tx.createBucket(BUCKET);
      for (int i = 0; i < 3; i++) {
        bucket.put(number(i), KEY);
      }
      WriteCursor cursor = bucket.cursor();
      assertThat(cursor.previous()).isFalse();
      assertThat(cursor.last()).isTrue();
      assertThat(cursor.next()).isFalse();
      assertThat(cursor.next()).isFalse();
      assertThat(cursor.previous()).isTrue();
      assertThat(Bytes.of(cursor.key())).isEqualTo(number(2));
      bucket.put(Bytes.ofUtf8("00000001a"), KEY);
      assertThat(cursor.previous()).isTrue();
      assertThat(Bytes.of(cursor.key())).isEqualTo(Bytes.ofUtf8("00000001a"));
      assertThat(cursor.seek(number(3).segment())).isFalse();
    }
    assertSound();
  }

  @Test
  void openReaderKeepsItsPagesAndClosingItFreesThem() throws IOException {
    try (Db db = create()) {
      fill(db, 0);
      long hwm;
      try (ReadTx old = db.read()) {
        for (int round = 1; round < 4; round++) {
          fill(db, round);
        }
        hwm = db.meta().hwm().value();
        for (int round = 4; round < 20; round++) {
          fill(db, round);
        }
        assertThat(db.meta().hwm().value()).as("pages of later states are reused").isEqualTo(hwm);
        assertThat(old.requireBucket(BUCKET).find(number(7)).map(Bytes::of)).contains(number(0));
      }
      for (int round = 20; round < 40; round++) {
        fill(db, round);
      }
      assertThat(db.meta().hwm().value()).isEqualTo(hwm);
    }
    assertSound();
  }

  private static void fill(Db db, int round) throws IOException {
    try (WriteTx tx = db.begin()) {
      WriteBucket bucket = tx.createBucketIfAbsent(BUCKET);
      for (int i = 0; i < 1000; i++) {
        bucket.put(number(i), number(round));
      }
      tx.commit();
    }
  }

  @Test
  void freelistOfMoreThan65534PagesIsStoredAndReadAgain() throws IOException {
    DbOptions create = DbOptions.create().withPageSize(1024).with(FreelistStorage.STORED);
    DbOptions existing = DbOptions.existing().with(FreelistStorage.STORED);
    Bytes large = Bytes.of(new byte[70_000 * 1024]);
    try (Db db = Db.open(disk, path(), create)) {
      try (WriteTx tx = db.begin()) {
        tx.createBucket(BUCKET).put(KEY, large);
        tx.commit();
      }
      try (WriteTx tx = db.begin()) {
        tx.deleteBucket(BUCKET);
        tx.commit();
      }
    }
    assertSound();
    try (Db db = Db.open(disk, path(), existing)) {
      assertThat(db.unusedPageCount()).isGreaterThan(70_000);
      long hwm = db.meta().hwm().value();
      try (WriteTx tx = db.begin()) {
        tx.createBucket(BUCKET).put(KEY, large);
        tx.commit();
      }
      assertThat(db.meta().hwm().value()).isLessThan(hwm + 10);
    }
    assertSound();
  }

  @Test
  void moreElementsThanAPageCanCountAreSpreadOverPages() throws IOException {
    try (Db db = Db.open(disk, path(), DbOptions.create().withPageSize(65536))) {
      try (WriteTx tx = db.begin()) {
        WriteBucket bucket = tx.createBucket(BUCKET);
        bucket.fillPercent(1.0);
        for (int i = 0; i < 200_000; i++) {
          bucket.put(number(i), Bytes.EMPTY);
        }
        tx.commit();
      }
      try (WriteTx tx = db.begin()) {
        WriteCursor cursor = tx.requireBucket(BUCKET).cursor();
        int count = 0;
        while (cursor.next()) {
          count++;
        }
        assertThat(count).isEqualTo(200_000);
      }
    }
    assertSound();
  }

  @Test
  void fileIsLongEnoughForEveryPageAfterEachCommit() throws IOException {
    try (Db db = create()) {
      for (int i = 0; i < 20; i++) {
        try (WriteTx tx = db.begin()) {
          tx.createBucketIfAbsent(BUCKET).put(number(i), Bytes.of(new byte[100_000 * (i + 1)]));
          tx.commit();
        }
        assertThat(Files.size(path())).isGreaterThanOrEqualTo(db.meta().sizeBytes());
      }
    }
    assertSound();
  }

  @Test
  void fileThatOnlyCloseMakesDurableHoldsEverything() throws IOException {
    DbOptions options = DbOptions.create().with(DbOptions.Durability.AT_CLOSE);
    try (Db db = Db.open(disk, path(), options)) {
      fill(db, 1);
      fill(db, 2);
    }
    try (Db db = reopen();
        ReadTx tx = db.read()) {
      assertThat(tx.requireBucket(BUCKET).find(number(999)).map(Bytes::of)).contains(number(2));
    }
    assertSound();
  }

  @Test
  void secondWriterOfOneFileIsRefused() throws IOException {
    try (Db db = create();
        WriteTx tx = db.begin()) {
      assertThatThrownBy(this::reopen).isInstanceOf(RefusedException.class);
      assertThatThrownBy(db::begin).isInstanceOf(IllegalStateException.class);
      tx.commit();
      assertThatThrownBy(tx::commit).isInstanceOf(IllegalStateException.class);
    }
    assertSound();
  }

  @Test
  void presentAndAbsentFilesAreToldApart() throws IOException {
    assertThatThrownBy(this::reopen).isInstanceOf(NoSuchFileException.class);
    create().close();
    assertThatThrownBy(this::create).isInstanceOf(FileAlreadyExistsException.class);
    assertSound();
  }

  @Test
  void dbSnapshotIsNotWrittenTo() throws IOException {
    try (Db db = create()) {
      fill(db, 0);
    }
    byte[] image = Files.readAllBytes(path());
    int length;
    try (DbFile file = DbFile.open(disk, path())) {
      length = (int) file.current().sizeBytes();
    }
    Files.write(path(), Arrays.copyOf(image, length));
    Files.write(path(), new byte[32], StandardOpenOption.APPEND);
    assertThatThrownBy(this::reopen)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("db snapshot");
    assertThat(Files.size(path())).isEqualTo(length + 32);
  }

  @Test
  void fileThatIsShorterThanItsStateIsRefused() throws IOException {
    try (Db db = create()) {
      fill(db, 0);
    }
    byte[] image = Files.readAllBytes(path());
    for (int length = 0; length < 3 * 4096; length += 512) {
      Files.write(path(), Arrays.copyOf(image, length));
      assertThatThrownBy(this::reopen)
          .isInstanceOf(CorruptException.class)
          .hasMessageContaining(path().toString());
    }
  }
}
