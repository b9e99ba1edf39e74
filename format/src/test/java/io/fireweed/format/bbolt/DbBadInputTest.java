package io.fireweed.format.bbolt;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.disk.RecordingDisk;
import io.fireweed.format.fault.Fault;
import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A damaged file is refused when it is opened or when a change meets the damage, always by a fault
/// that a person can read, and never by anything else.
class DbBadInputTest {
  private static final int PAGE_SIZE = 1024;

  @TempDir Path directory;

  private final Disk disk = new LocalDisk();

  @Test
  void everyFlippedByteEndsInSuccessOrAFault() throws IOException {
    byte[] image = image(FreelistStorage.STORED);
    int refused = 0;
    for (int i = 0; i < image.length; i++) {
      image[i] ^= (byte) 0xff;
      refused += isRefused(image) ? 1 : 0;
      image[i] ^= (byte) 0xff;
    }
    assertThat(refused).isBetween(100, image.length - 100);
  }

  @Test
  void everyShorterFileIsRefused() throws IOException {
    byte[] image = image(FreelistStorage.NONE);
    int least = hwmBytes(image);
    for (int length = 0; length < least; length += 13) {
      assertThat(isRefused(Arrays.copyOf(image, length))).as("length %d", length).isTrue();
    }
    assertThat(isRefused(image)).isFalse();
  }

  private int hwmBytes(byte[] image) throws IOException {
    Path path = Files.write(directory.resolve("whole"), image);
    try (DbFile file = DbFile.open(disk, path)) {
      return (int) file.current().sizeBytes();
    }
  }

  private byte[] image(FreelistStorage storage) throws IOException {
    Path path = directory.resolve(storage.toString());
    DbOptions options = DbOptions.create().withPageSize(PAGE_SIZE).with(storage);
    try (Db db = Db.open(disk, path, options)) {
      for (int round = 0; round < 2; round++) {
        try (WriteTx tx = db.begin()) {
          WriteBucket bucket = tx.createBucketIfAbsent(Bytes.ofUtf8("a"));
          for (int i = 0; i < 20; i++) {
            bucket.put(Bytes.ofLong(i), Bytes.ofLong(round));
          }
          bucket.put(Bytes.ofUtf8("long"), Bytes.of(new byte[1100]));
          WriteBucket inner = bucket.createBucketIfAbsent(Bytes.ofUtf8("inline"));
          inner.put(Bytes.ofUtf8("key"), Bytes.ofUtf8("value"));
          tx.commit();
        }
      }
    }
    byte[] image = Files.readAllBytes(path);
    int used = hwmBytes(image);
    return Arrays.copyOf(image, used);
  }

  /// Opens the file and changes something in every part of it.
  private boolean isRefused(byte[] image) throws IOException {
    Path path = directory.resolve("damaged");
    Files.write(path, image);
    try (Db db = Db.open(new RecordingDisk(), path, DbOptions.existing());
        WriteTx tx = db.begin()) {
      for (Bytes name : tx.bucketNames()) {
        WriteBucket bucket = tx.requireBucket(name);
        WriteCursor cursor = bucket.cursor();
        for (int left = 1000; left > 0 && cursor.next(); left--) {
          if (cursor.isBucket()) {
            bucket.deleteBucket(Bytes.of(cursor.key()));
          } else if (left % 3 == 0) {
            cursor.delete();
          }
        }
        bucket.put(Bytes.ofLong(17), Bytes.of(new byte[300]));
      }
      tx.commit();
      return false;
    } catch (Fault fault) {
      assertThat(fault).hasMessageContaining("expected").hasMessageContaining("found");
      return true;
    }
  }
}
