package io.fireweed.format.bbolt;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.Fixtures;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Go's own page walk accepts what [BulkWriter] writes.
class BulkWriterIT {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {1024, 4096, 16384, 65536})
  void etcdAcceptsEveryPageSize(int pageSize) throws IOException {
    statusAccepts(BulkOptions.ETCD.withPageSize(pageSize));
  }

  @ParameterizedTest
  @EnumSource(FreelistStorage.class)
  void etcdAcceptsBothWaysToTreatTheFreelist(FreelistStorage freelist) throws IOException {
    statusAccepts(BulkOptions.ETCD.withFreelist(freelist));
  }

  @Test
  void compactionKeepsTheStatusHashAndRestoresWithItsDigest() throws IOException {
    Path source = Fixtures.copyFile("v34-snapshot.db", directory.resolve("source"));
    Path target = directory.resolve("target");
    try (DbFile db = DbFile.open(new LocalDisk(), source);
        DiskFile file = new LocalDisk().create(target)) {
      BulkWriter.appendDigest(file, Compaction.copy(db.read(), file, BulkOptions.ETCD));
    }
    for (EtcdPrograms etcd : EtcdPrograms.assumeAny()) {
      assertThat(status(etcd, target)).contains("\"hash\":4289191505,\"revision\":14");
      Path restored = directory.resolve("restored-" + etcd.version());
      etcd.offlineTool(List.of("snapshot", "restore", target.toString(), "--data-dir=" + restored))
          .requireSuccess();
    }
  }

  private void statusAccepts(BulkOptions options) throws IOException {
    Path path = directory.resolve("db");
    try (DiskFile file = new LocalDisk().create(path)) {
      Images.write(file, options, content());
    }
    for (EtcdPrograms etcd : EtcdPrograms.assumeAny()) {
      assertThat(status(etcd, path)).contains("\"revision\":60001").contains("\"totalKey\":60003");
    }
  }

  private static String status(EtcdPrograms etcd, Path path) {
    return etcd.offlineTool(List.of("snapshot", "status", path.toString(), "--write-out=json"))
        .requireSuccess()
        .out();
  }

  /// Rows shaped like etcd's; a few values span pages.
  private static SortedMap<Bytes, SortedMap<Bytes, Bytes>> content() {
    SortedMap<Bytes, Bytes> rows = new TreeMap<>();
    for (long revision = 2; revision <= 60_001; revision++) {
      Bytes key = Bytes.ofLong(revision).plus(Bytes.ofUtf8("_")).plus(Bytes.ofLong(0));
      int size = revision % 20_000 == 0 ? 300_000 : (int) (revision % 90);
      rows.put(key, Bytes.of(new byte[size]));
    }
    SortedMap<Bytes, Bytes> meta = new TreeMap<>();
    meta.put(Bytes.ofUtf8("consistent_index"), Bytes.ofLong(7));
    SortedMap<Bytes, Bytes> members = new TreeMap<>();
    members.put(Bytes.ofUtf8("8e9e05c52164694d"), Bytes.ofUtf8("{}"));
    members.put(Bytes.ofUtf8("8e9e05c52164694e"), Bytes.ofUtf8("{}"));
    SortedMap<Bytes, SortedMap<Bytes, Bytes>> buckets = new TreeMap<>();
    buckets.put(Bytes.ofUtf8("key"), rows);
    buckets.put(Bytes.ofUtf8("lease"), new TreeMap<>());
    buckets.put(Bytes.ofUtf8("members"), members);
    buckets.put(Bytes.ofUtf8("meta"), meta);
    return buckets;
  }
}
