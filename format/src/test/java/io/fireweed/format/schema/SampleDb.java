package io.fireweed.format.schema;

import io.fireweed.format.bbolt.BulkOptions;
import io.fireweed.format.bbolt.BulkWriter;
import io.fireweed.format.bbolt.DbFile;
import io.fireweed.format.checksum.Sha256Trailer;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// An etcd db under construction: rows by bucket, written as a file's bytes.
public final class SampleDb {
  private final Map<EtcdBucket, SortedMap<Bytes, Bytes>> buckets = new EnumMap<>(EtcdBucket.class);

  public SampleDb() {
    for (EtcdBucket bucket : EtcdBucket.values()) {
      buckets.put(bucket, new TreeMap<>());
    }
  }

  /// {@return a sound db of one member at consistent index 10, without user keys}
  public static SampleDb ofOneMember() {
    MemberRow member = MemberRow.voter(new MemberId(7), List.of("http://127.0.0.1:2380"), "m1");
    return new SampleDb()
        .put(EtcdBucket.META, MetaKey.CONSISTENT_INDEX.bytes(), Bytes.ofLong(10))
        .put(EtcdBucket.META, MetaKey.TERM.bytes(), Bytes.ofLong(2))
        .put(EtcdBucket.MEMBERS, member.key(), member.value())
        .put(EtcdBucket.AUTH, AuthKey.REVISION.bytes(), Bytes.ofLong(1));
  }

  public SampleDb put(EtcdBucket bucket, Bytes key, Bytes value) {
    buckets.get(bucket).put(key, value);
    return this;
  }

  public SampleDb put(EtcdBucket bucket, String key, String value) {
    return put(bucket, Bytes.ofUtf8(key), Bytes.ofUtf8(value));
  }

  public SampleDb put(RevisionKey key, KeyValue value) {
    return put(EtcdBucket.KEY, key.encode(), value.encode());
  }

  public SampleDb compacted(long scheduled, long finished) {
    put(EtcdBucket.META, MetaKey.SCHEDULED_COMPACT.bytes(), MetaRows.encodeCompact(scheduled));
    return finished < 0
        ? this
        : put(EtcdBucket.META, MetaKey.FINISHED_COMPACT.bytes(), MetaRows.encodeCompact(finished));
  }

  public SampleDb without(EtcdBucket bucket) {
    buckets.remove(bucket);
    return this;
  }

  public SampleDb without(EtcdBucket bucket, Bytes key) {
    buckets.get(bucket).remove(key);
    return this;
  }

  /// {@return the bytes of a db file with pages of 1 KiB}
  public byte[] image() {
    try {
      Path directory = Files.createTempDirectory("sample");
      Path path = directory.resolve("db");
      try (DiskFile file = new LocalDisk().create(path)) {
        BulkWriter writer = new BulkWriter(file, BulkOptions.ETCD.withPageSize(1024));
        for (Map.Entry<EtcdBucket, SortedMap<Bytes, Bytes>> bucket : buckets.entrySet()) {
          writer.startBucket(bucket.getKey().bytes());
          for (Map.Entry<Bytes, Bytes> row : bucket.getValue().entrySet()) {
            writer.add(row.getKey().segment(), row.getValue().segment());
          }
        }
        writer.finish();
        return Files.readAllBytes(path);
      } finally {
        new LocalDisk().deleteTree(directory);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  public DbFile open() {
    return open(image());
  }

  public static DbFile open(byte[] file) {
    return DbFile.of(Path.of("sample.db"), MemorySegment.ofArray(file));
  }

  /// {@return the image followed by its SHA-256}
  public static byte[] withDigest(byte[] image) {
    Bytes digest = Sha256Trailer.of(MemorySegment.ofArray(image));
    return Bytes.of(image).plus(digest).toArray();
  }
}
