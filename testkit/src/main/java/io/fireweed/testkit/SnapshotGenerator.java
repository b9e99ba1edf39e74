package io.fireweed.testkit;

import io.fireweed.format.bbolt.BulkOptions;
import io.fireweed.format.bbolt.BulkWriter;
import io.fireweed.format.bbolt.Meta;
import io.fireweed.format.disk.AtomicFile;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.KeyValue;
import io.fireweed.format.schema.MemberId;
import io.fireweed.format.schema.MemberRow;
import io.fireweed.format.schema.MetaKey;
import io.fireweed.format.schema.MetaRows;
import io.fireweed.format.schema.Revision;
import io.fireweed.format.schema.RevisionKey;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.ProtoWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/// Makes a db snapshot of any size, the same bytes for the same arguments.
///
/// Keys are 40 bytes, values 300. The first pass puts every key once, later revisions put random
/// keys again, as a cluster between two compactions looks.
public final class SnapshotGenerator {
  private static final int VALUE_BYTES = 300;
  private static final long SEED = 20261120;

  /// How much to make.
  ///
  /// @param revisions rows of the `key` bucket
  /// @param keys distinct keys among them, `<= revisions`
  public record Shape(String name, int revisions, int keys) {
    /// 1.2 GB.
    public static final Shape LARGE = new Shape("1.2g", 2_600_000, 1_000_000);

    /// 8 GiB.
    public static final Shape HUGE = new Shape("8g", 18_500_000, 7_000_000);

    /// 46 MB, to try the benchmark itself.
    public static final Shape SMALL = new Shape("small", 100_000, 40_000);

    public static Shape find(String name) {
      return List.of(SMALL, LARGE, HUGE).stream()
          .filter(shape -> shape.name().equals(name))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("size " + name));
    }
  }

  private SnapshotGenerator() {}

  /// Writes a snapshot with its digest to `target`, unless it is there already.
  public static void make(Disk disk, Path target, Shape shape) throws IOException {
    if (Files.exists(target)) {
      return;
    }
    try (AtomicFile file = AtomicFile.create(disk, target)) {
      BulkWriter writer = new BulkWriter(file.file(), BulkOptions.ETCD);
      for (EtcdBucket bucket : EtcdBucket.values()) {
        writer.startBucket(bucket.bytes());
        switch (bucket) {
          case KEY -> rows(writer, shape);
          case MEMBERS -> {
            MemberId id = MemberId.atBootstrap(List.of("http://127.0.0.1:2380"), "bench");
            MemberRow member = MemberRow.voter(id, List.of("http://127.0.0.1:2380"), "bench");
            writer.add(member.key().segment(), member.value().segment());
          }
          case META ->
              writer.add(
                  MetaKey.CONSISTENT_INDEX.bytes().segment(),
                  MetaRows.encodeNumber(shape.revisions() + 10L).segment());
          case ALARM, AUTH, AUTH_ROLES, AUTH_USERS, CLUSTER, LEASE, MEMBERS_REMOVED -> {}
        }
      }
      Meta meta = writer.finish();
      BulkWriter.appendDigest(file.file(), meta);
      file.publish();
    }
  }

  /// {@return the 40-byte key with this number}
  static Bytes key(int number) {
    return Bytes.ofUtf8("/registry/configmaps/namespace/%09d".formatted(number));
  }

  private static void rows(BulkWriter writer, Shape shape) throws IOException {
    Random random = new Random(SEED);
    int[] created = new int[shape.keys()];
    int[] versions = new int[shape.keys()];
    byte[] noise = new byte[VALUE_BYTES];
    random.nextBytes(noise);
    ProtoWriter row = new ProtoWriter(400);
    for (int i = 0; i < shape.revisions(); i++) {
      int number = i < shape.keys() ? i : random.nextInt(shape.keys());
      int revision = i + 2;
      if (versions[number]++ == 0) {
        created[number] = revision;
      }
      noise[i % VALUE_BYTES] ^= (byte) i;
      KeyValue value =
          new KeyValue(
              key(number), created[number], revision, versions[number], Bytes.of(noise), 0);
      writer.add(
          RevisionKey.put(Revision.of(revision)).encode().segment(),
          value.write(row.clear()).segment());
    }
  }
}
