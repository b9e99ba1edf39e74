package io.fireweed.format.bbolt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.format.checksum.Sha256Trailer;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the bulk writer promises about order, limits, nesting and the shape of the file.
class BulkWriterTest {
  @TempDir Path directory;

  private Path path;
  private DiskFile file;

  @BeforeEach
  void create() throws IOException {
    path = directory.resolve("db");
    file = new LocalDisk().create(path);
  }

  @AfterEach
  void close() throws IOException {
    file.close();
  }

  @Test
  void aDbWithoutBucketsHasThreePages() throws IOException {
    Meta meta = new BulkWriter(file, BulkOptions.ETCD).finish();
    assertThat(meta)
        .isEqualTo(new Meta(4096, new Pgid(2), 0, Pgid.NOT_STORED, new Pgid(3), new Txid(2)));
    assertThat(Files.size(path)).isEqualTo(3 * 4096);
    try (DbFile db = DbFile.open(new LocalDisk(), path)) {
      assertThat(db.read().bucketNames()).isEmpty();
      assertThat(db.read().rootCursor().first()).isFalse();
      assertThat(db.read().rootCursor().last()).isFalse();
      assertThat(Checker.check(db.read()).findings()).isEmpty();
    }
  }

  @Test
  void keysMustAscend() throws IOException {
    BulkWriter writer = new BulkWriter(file, BulkOptions.ETCD);
    writer.startBucket(Bytes.ofUtf8("b"));
    put(writer, "k", "1");
    assertThatThrownBy(() -> put(writer, "k", "2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("key k does not follow k");
    assertThatThrownBy(() -> put(writer, "j", "2")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> put(writer, "", "2")).isInstanceOf(IllegalArgumentException.class);
    put(writer, "ka", "2");
  }

  @Test
  void bucketsMustAscend() throws IOException {
    BulkWriter writer = new BulkWriter(file, BulkOptions.ETCD);
    writer.startBucket(Bytes.ofUtf8("b"));
    writer.startBucket(Bytes.ofUtf8("a"));
    assertThatThrownBy(writer::finish)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("key a does not follow b");
  }

  @Test
  void elementsBelongIntoABucket() throws IOException {
    BulkWriter writer = new BulkWriter(file, BulkOptions.ETCD);
    assertThatThrownBy(() -> put(writer, "k", "v")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(writer::endBucket).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void keysHaveALimit() throws IOException {
    BulkWriter writer = new BulkWriter(file, BulkOptions.ETCD);
    writer.startBucket(Bytes.ofUtf8("b"));
    put(writer, "k".repeat(TreePage.MAX_KEY_SIZE), "v");
    assertThatThrownBy(() -> put(writer, "l".repeat(TreePage.MAX_KEY_SIZE + 1), "v"))
        .isInstanceOf(IllegalArgumentException.class);
    writer.finish();
    try (DbFile db = DbFile.open(new LocalDisk(), path)) {
      assertThat(Checker.check(db.read()).findings()).isEmpty();
    }
  }

  @Test
  void aBucketIsInlinedUpToAQuarterOfAPage() throws IOException {
    BulkWriter writer = new BulkWriter(file, BulkOptions.ETCD);
    int overhead = PageHeader.SIZE + TreePage.ELEMENT_SIZE + 1;
    writer.startBucket(Bytes.ofUtf8("a"));
    put(writer, "k", "v".repeat(1024 - overhead));
    writer.startBucket(Bytes.ofUtf8("b"));
    put(writer, "k", "v".repeat(1024 - overhead + 1));
    writer.finish();
    try (DbFile db = DbFile.open(new LocalDisk(), path);
        ReadTx tx = db.read()) {
      assertThat(tx.requireBucket(Bytes.ofUtf8("a")).header().isInline()).isTrue();
      assertThat(tx.requireBucket(Bytes.ofUtf8("b")).header().root()).isEqualTo(new Pgid(2));
    }
  }

  @Test
  void bucketsNestAndKeepTheirSequence() throws IOException {
    BulkWriter writer = new BulkWriter(file, BulkOptions.ETCD);
    writer.startBucket(Bytes.ofUtf8("outer"));
    put(writer, "a", "1");
    writer.startNestedBucket(Bytes.ofUtf8("b"), 42);
    for (int i = 100; i < 900; i++) {
      put(writer, "key" + i, "value");
    }
    writer.startNestedBucket(Bytes.ofUtf8("z"), 43);
    writer.endBucket();
    writer.endBucket();
    put(writer, "c", "2");
    writer.finish();
    Path copyPath = directory.resolve("copy");
    try (DbFile db = DbFile.open(new LocalDisk(), path);
        ReadTx tx = db.read();
        DiskFile copy = new LocalDisk().create(copyPath)) {
      assertNested(tx);
      Compaction.copy(tx, copy, BulkOptions.ETCD.withPageSize(1024));
    }
    try (DbFile db = DbFile.open(new LocalDisk(), copyPath);
        ReadTx tx = db.read()) {
      assertNested(tx);
    }
  }

  @Test
  void theDigestCoversTheWholeDb() throws IOException {
    Meta meta = Images.write(file, BulkOptions.ETCD, Images.smallContent());
    Bytes digest = BulkWriter.appendDigest(file, meta);
    byte[] all = Files.readAllBytes(path);
    assertThat(Sha256Trailer.present(all.length)).isTrue();
    try (DbFile db = DbFile.open(new LocalDisk(), path)) {
      assertThat(db.digest()).contains(digest);
      assertThat(db.image().byteSize()).isEqualTo(meta.sizeBytes());
      assertThat(Sha256Trailer.of(db.image())).isEqualTo(digest);
      assertThat(Images.content(db.read())).isEqualTo(Images.smallContent());
    }
  }

  @Test
  void anUnfinishedFileIsNoDb() throws IOException {
    BulkWriter writer = new BulkWriter(file, BulkOptions.ETCD);
    writer.startBucket(Bytes.ofUtf8("b"));
    put(writer, "a", "v".repeat(5_000_000));
    put(writer, "b", "v");
    assertThat(Files.size(path)).isGreaterThan(4_000_000);
    assertThatThrownBy(() -> DbFile.open(new LocalDisk(), path))
        .isInstanceOf(CorruptException.class);
  }

  @Test
  void compactionRefusesADamagedSource() throws IOException {
    byte[] image = Images.small();
    LittleEndian.putU64(MemorySegment.ofArray(image), 2 * 1024, 77);
    try (DbFile db = Images.open(image);
        ReadTx tx = db.read()) {
      assertThatThrownBy(() -> Compaction.copy(tx, file, BulkOptions.ETCD))
          .isInstanceOf(CorruptException.class)
          .hasMessageContaining("page 2: page id");
    }
    assertThatThrownBy(() -> DbFile.open(new LocalDisk(), path))
        .isInstanceOf(CorruptException.class);
  }

  private static void assertNested(ReadTx tx) {
    assertThat(Checker.check(tx).findings()).isEmpty();
    Bucket outer = tx.requireBucket(Bytes.ofUtf8("outer"));
    assertThat(outer.find(Bytes.ofUtf8("a")).map(Bytes::of)).contains(Bytes.ofUtf8("1"));
    assertThat(outer.find(Bytes.ofUtf8("b"))).isEmpty();
    assertThat(outer.find(Bytes.ofUtf8("c")).map(Bytes::of)).contains(Bytes.ofUtf8("2"));
    Bucket inner = outer.requireBucket(Bytes.ofUtf8("b"));
    assertThat(inner.header().sequence()).isEqualTo(42);
    assertThat(inner.find(Bytes.ofUtf8("key555")).map(Bytes::of)).contains(Bytes.ofUtf8("value"));
    Bucket innermost = inner.requireBucket(Bytes.ofUtf8("z"));
    assertThat(innermost.header()).isEqualTo(new BucketHeader(Pgid.INLINE, 43));
    assertThat(innermost.cursor().next()).isFalse();
    assertThat(inner.findBucket(Bytes.ofUtf8("y"))).isEmpty();
  }

  private static void put(BulkWriter writer, String key, String value) throws IOException {
    writer.add(Bytes.ofUtf8(key).segment(), Bytes.ofUtf8(value).segment());
  }
}
