package io.fireweed.it.hostile;

import io.fireweed.fixtures.Fixtures;
import io.fireweed.format.bbolt.BulkOptions;
import io.fireweed.format.bbolt.BulkWriter;
import io.fireweed.format.checksum.Sha256Trailer;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.schema.AlarmRow;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.KeyValue;
import io.fireweed.format.schema.LeaseRow;
import io.fireweed.format.schema.MemberId;
import io.fireweed.format.schema.MemberRow;
import io.fireweed.format.schema.MetaKey;
import io.fireweed.format.schema.MetaRows;
import io.fireweed.format.schema.Revision;
import io.fireweed.format.schema.RevisionKey;
import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Snapshots small enough to be damaged in every place.
final class SmallSnapshot {
  /// Page size of the generated snapshot: small, so that 24 KB hold branches over two levels.
  static final int PAGE_SIZE = 1024;

  private static final int REVISIONS = 60;

  private final Map<EtcdBucket, SortedMap<Bytes, Bytes>> rows = new EnumMap<>(EtcdBucket.class);

  private SmallSnapshot() {
    for (EtcdBucket bucket : EtcdBucket.values()) {
      rows.put(bucket, new TreeMap<>());
    }
  }

  /// {@return a snapshot that etcd 3.4.23 saved: 32,768 bytes and their SHA-256}
  static byte[] real() {
    return Fixtures.bytes("v34-snapshot.db");
  }

  /// {@return a sound store with branch pages, an overflowing value, leases, an alarm}
  static SmallSnapshot generated() {
    SmallSnapshot store = new SmallSnapshot();
    MemberRow member = MemberRow.voter(new MemberId(7), List.of("http://127.0.0.1:2380"), "m1");
    LeaseRow lease = new LeaseRow(0x77, 60, 0);
    AlarmRow alarm = new AlarmRow(new MemberId(7), AlarmRow.Type.NOSPACE);
    store
        .put(EtcdBucket.META, MetaKey.CONSISTENT_INDEX.bytes(), MetaRows.encodeNumber(REVISIONS))
        .put(EtcdBucket.META, MetaKey.TERM.bytes(), MetaRows.encodeNumber(2))
        .put(EtcdBucket.META, MetaKey.SCHEDULED_COMPACT.bytes(), MetaRows.encodeCompact(4))
        .put(EtcdBucket.META, MetaKey.FINISHED_COMPACT.bytes(), MetaRows.encodeCompact(4))
        .put(EtcdBucket.MEMBERS, member.key(), member.value())
        .put(EtcdBucket.LEASE, lease.key(), lease.value())
        .put(EtcdBucket.ALARM, alarm.key(), alarm.value());
    for (int main = 2; main < REVISIONS; main++) {
      Bytes value = Bytes.ofUtf8("v".repeat(main == 9 ? 2600 : 150 + main));
      store.key(main, new KeyValue(Bytes.ofUtf8("key-" + main), main, main, 1, value, 0x77));
    }
    return store;
  }

  /// {@return this store with one more row, in place of one with the same key}
  SmallSnapshot put(EtcdBucket bucket, Bytes key, Bytes value) {
    rows.get(bucket).put(key, value);
    return this;
  }

  SmallSnapshot key(long main, KeyValue row) {
    return put(EtcdBucket.KEY, RevisionKey.put(Revision.of(main)).encode(), row.encode());
  }

  SmallSnapshot without(EtcdBucket bucket) {
    rows.remove(bucket);
    return this;
  }

  SmallSnapshot without(EtcdBucket bucket, Bytes key) {
    rows.get(bucket).remove(key);
    return this;
  }

  /// {@return the bytes of its db, without a digest}
  byte[] image() {
    Path directory = null;
    try {
      directory = Files.createTempDirectory("small-snapshot");
      Path path = directory.resolve("db");
      try (DiskFile file = new LocalDisk().create(path)) {
        BulkWriter writer = new BulkWriter(file, BulkOptions.ETCD.withPageSize(PAGE_SIZE));
        for (Map.Entry<EtcdBucket, SortedMap<Bytes, Bytes>> bucket : rows.entrySet()) {
          writer.startBucket(bucket.getKey().bytes());
          for (Map.Entry<Bytes, Bytes> row : bucket.getValue().entrySet()) {
            writer.add(row.getKey().segment(), row.getValue().segment());
          }
        }
        writer.finish();
      }
      return Files.readAllBytes(path);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } finally {
      delete(directory);
    }
  }

  /// {@return the image followed by its SHA-256, as a hostile author would compute it}
  static byte[] sealed(byte[] image) {
    byte[] file = Arrays.copyOf(image, image.length + Sha256Trailer.LENGTH);
    byte[] digest = Sha256Trailer.of(MemorySegment.ofArray(image)).toArray();
    System.arraycopy(digest, 0, file, image.length, digest.length);
    return file;
  }

  /// {@return the file without its digest}
  static byte[] unsealed(byte[] file) {
    return Arrays.copyOf(file, file.length - Sha256Trailer.LENGTH);
  }

  private static void delete(Path directory) {
    if (directory == null) {
      return;
    }
    try {
      new LocalDisk().deleteTree(directory);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
