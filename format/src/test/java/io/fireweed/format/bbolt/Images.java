package io.fireweed.format.bbolt;

import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// Dbs for tests, made by [BulkWriter] and held as bytes.
final class Images {
  private Images() {}

  /// {@return the file that holds these buckets}
  static byte[] build(BulkOptions options, SortedMap<Bytes, SortedMap<Bytes, Bytes>> buckets) {
    try {
      Path directory = Files.createTempDirectory("image");
      Path path = directory.resolve("db");
      try (DiskFile file = new LocalDisk().create(path)) {
        write(file, options, buckets);
        return Files.readAllBytes(path);
      } finally {
        new LocalDisk().deleteTree(directory);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static Meta write(
      DiskFile file, BulkOptions options, SortedMap<Bytes, SortedMap<Bytes, Bytes>> buckets)
      throws IOException {
    BulkWriter writer = new BulkWriter(file, options);
    for (Map.Entry<Bytes, SortedMap<Bytes, Bytes>> bucket : buckets.entrySet()) {
      writer.startBucket(bucket.getKey());
      for (Map.Entry<Bytes, Bytes> row : bucket.getValue().entrySet()) {
        writer.add(row.getKey().segment(), row.getValue().segment());
      }
    }
    return writer.finish();
  }

  /// {@return a db of some pages of 1 KiB: one empty, one inline and one bucket of three levels}
  static byte[] small() {
    return build(BulkOptions.ETCD.withPageSize(1024), smallContent());
  }

  static SortedMap<Bytes, SortedMap<Bytes, Bytes>> smallContent() {
    SortedMap<Bytes, SortedMap<Bytes, Bytes>> buckets = new TreeMap<>();
    buckets.put(Bytes.ofUtf8("empty"), new TreeMap<>());
    SortedMap<Bytes, Bytes> inline = new TreeMap<>();
    inline.put(Bytes.ofUtf8("a"), Bytes.ofUtf8("1"));
    inline.put(Bytes.ofUtf8("b"), Bytes.EMPTY);
    buckets.put(Bytes.ofUtf8("inline"), inline);
    SortedMap<Bytes, Bytes> tree = new TreeMap<>();
    for (int i = 0; i < 12; i++) {
      Bytes key = Bytes.ofUtf8("%02d%s".formatted(i, "k".repeat(150)));
      tree.put(key, Bytes.ofUtf8("v".repeat(i == 5 ? 1500 : 120)));
    }
    buckets.put(Bytes.ofUtf8("tree"), tree);
    return buckets;
  }

  /// {@return buckets of random shape; values up to several pages}
  static SortedMap<Bytes, SortedMap<Bytes, Bytes>> random(RandomGenerator random, int pageSize) {
    SortedMap<Bytes, SortedMap<Bytes, Bytes>> buckets = new TreeMap<>();
    int bucketCount = random.nextInt(6);
    for (int b = 0; b < bucketCount; b++) {
      SortedMap<Bytes, Bytes> rows = new TreeMap<>();
      int rowCount = random.nextBoolean() ? random.nextInt(5) : random.nextInt(600);
      int longestKey = random.nextInt(8) == 0 ? 2 * pageSize : 60;
      for (int r = 0; r < rowCount; r++) {
        int keySize = 1 + random.nextInt(Math.min(longestKey, TreePage.MAX_KEY_SIZE));
        int valueSize =
            random.nextInt(20) == 0 ? random.nextInt(4 * pageSize) : random.nextInt(200);
        rows.put(bytes(random, keySize), bytes(random, valueSize));
      }
      buckets.put(bytes(random, 1 + random.nextInt(12)), rows);
    }
    return buckets;
  }

  static DbFile open(byte[] image) {
    return DbFile.of(Path.of("db"), MemorySegment.ofArray(image));
  }

  /// {@return everything a strict walk sees, by bucket}
  static SortedMap<Bytes, SortedMap<Bytes, Bytes>> content(ReadTx tx) {
    SortedMap<Bytes, SortedMap<Bytes, Bytes>> buckets = new TreeMap<>();
    tx.visit(
        new DbVisitor() {
          private SortedMap<Bytes, Bytes> rows = new TreeMap<>();

          @Override
          public void enterBucket(int depth, Bytes name, BucketHeader header) {
            rows = new TreeMap<>();
            buckets.put(name, rows);
          }

          @Override
          public void leaf(int depth, LeafPage page) {
            for (int i = 0; depth > 0 && i < page.count(); i++) {
              rows.put(Bytes.of(page.key(i)), Bytes.of(page.value(i)));
            }
          }
        });
    return buckets;
  }

  private static Bytes bytes(RandomGenerator random, int size) {
    byte[] content = new byte[size];
    random.nextBytes(content);
    return Bytes.of(content);
  }
}
