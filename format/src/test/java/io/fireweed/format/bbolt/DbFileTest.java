package io.fireweed.format.bbolt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.format.checksum.Fnv1a64;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Choice of the meta, search for the page size, and files beyond 2 GiB.
class DbFileTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {1024, 2048, 4096, 8192, 16384, 32768, 65536})
  void theOlderMetaServesWhenTheNewerIsDamaged(int pageSize) {
    BulkOptions options = BulkOptions.ETCD.withPageSize(pageSize);
    byte[] image = Images.build(options, Images.smallContent());
    assertThat(Images.open(image).current().txid()).isEqualTo(new Txid(2));
    assertThat(Images.open(image).older().orElseThrow().txid()).isEqualTo(new Txid(1));
    image[16 + 40] ^= 1;
    DbFile db = Images.open(image);
    assertThat(db.current().txid()).isEqualTo(new Txid(1));
    assertThat(db.current().pageSize()).isEqualTo(pageSize);
    assertThat(db.older()).isEmpty();
    assertThat(db.metaSlots().getFirst())
        .isInstanceOfSatisfying(
            MetaSlot.Invalid.class,
            invalid -> {
              assertThat(invalid.field()).isEqualTo("checksum");
              assertThat(invalid.offset()).isEqualTo(16 + 56);
            });
    assertThat(Images.content(db.read())).isEqualTo(Images.content(Images.open(image).read()));
    assertThat(Checker.check(db.read()).findings()).isEmpty();
  }

  @Test
  void twoDamagedMetasAreRefusedWithBothReasons() {
    byte[] image = Images.build(BulkOptions.ETCD, Images.smallContent());
    image[16] ^= 1;
    image[4096 + 16 + 48] ^= 1;
    assertThatThrownBy(() -> Images.open(image))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("meta page 0: magic at offset 16: expected 0xed0cdaed")
        .hasMessageContaining("meta page 1: ")
        .extracting(fault -> ((CorruptException) fault).hint())
        .asString()
        .contains("fireweed salvage");
  }

  @Test
  void aMetaInsideAValueIsNotTakenForTheSecondMeta() {
    byte[] image = Images.build(BulkOptions.ETCD, Images.smallContent());
    MemorySegment bytes = MemorySegment.ofArray(image);
    Meta planted = new Meta(4096, new Pgid(2), 0, Pgid.NOT_STORED, new Pgid(3), new Txid(99));
    planted.writePage(bytes, 2048, new Pgid(1));
    image[16] ^= 1;
    assertThat(Images.open(image).current().txid()).isEqualTo(new Txid(1));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 3, 512, 1000, 1 << 17, 1L << 31})
  void aPageSizeOutOfRangeMakesAMetaInvalid(long pageSize) {
    byte[] image = Images.build(BulkOptions.ETCD, Images.smallContent());
    MemorySegment bytes = MemorySegment.ofArray(image);
    LittleEndian.putU32(bytes, 16 + 8, pageSize);
    long checksum = Fnv1a64.of(bytes.asSlice(16, 56));
    LittleEndian.putU64(bytes, 16 + 56, checksum);
    assertThat(Images.open(image).metaSlots().getFirst())
        .isEqualTo(new MetaSlot.Invalid(new Pgid(0), 24, "page size", 1024, pageSize));
  }

  @Test
  void aHighWaterMarkBeyondTheFileIsRefused() {
    byte[] image = Images.build(BulkOptions.ETCD, Images.smallContent());
    Meta meta = Images.open(image).current();
    for (long hwm : new long[] {meta.hwm().value() + 1, 1L << 52, Long.MAX_VALUE, -1}) {
      new Meta(4096, meta.root(), 0, Pgid.NOT_STORED, new Pgid(hwm), new Txid(4))
          .writePage(MemorySegment.ofArray(image), 0, new Pgid(0));
      DbFile db = Images.open(image);
      assertThatThrownBy(db::read)
          .isInstanceOf(CorruptException.class)
          .hasMessageContaining("file too short")
          .hasMessageContaining(Long.toUnsignedString(hwm) + " pages of 4096 bytes");
      assertThat(Checker.check(db.readDamaged(db.current())).findings())
          .hasOnlyElementsOfType(Finding.FileTooShort.class);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 1L << 40, -1})
  void aRootOutOfRangeIsRefused(long root) {
    byte[] image = Images.build(BulkOptions.ETCD, Images.smallContent());
    Meta meta = Images.open(image).current();
    new Meta(4096, new Pgid(root), 0, Pgid.NOT_STORED, meta.hwm(), new Txid(4))
        .writePage(MemorySegment.ofArray(image), 0, new Pgid(0));
    ReadTx tx = Images.open(image).read();
    assertThatThrownBy(tx::bucketNames)
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("out of bounds");
    assertThat(Checker.check(tx).findings()).hasSize(1);
  }

  @Test
  void pagesFarAboveTwoGibibytesAreRead() throws IOException {
    Path path = directory.resolve("sparse");
    byte[] small = Images.build(BulkOptions.ETCD, Images.smallContent());
    Meta meta = Images.open(small).current();
    long shift = 5L << 30 >> 12;
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      moveTreeUp(small, meta, shift);
      file.write(ByteBuffer.wrap(small, 0, 8192), 0);
      file.write(ByteBuffer.wrap(small, 8192, small.length - 8192), 8192 + shift * 4096);
    }
    try (DbFile db = DbFile.open(new LocalDisk(), path);
        ReadTx tx = db.read()) {
      assertThat(tx.sizeBytes()).isGreaterThan(5L << 30);
      CheckReport report = Checker.check(tx);
      assertThat(report.findings()).isEmpty();
      assertThat(report.freePageCount()).isEqualTo(shift);
      assertThat(Images.content(tx)).isEqualTo(Images.smallContent());
      Cursor cursor = tx.requireBucket(Bytes.ofUtf8("tree")).cursor();
      assertThat(cursor.last()).isTrue();
    }
  }

  /// Adds `shift` to every page number of an image; its bytes from page 2 on then belong there.
  private static void moveTreeUp(byte[] image, Meta meta, long shift) {
    MemorySegment bytes = MemorySegment.ofArray(image);
    for (long page = 2; page < meta.hwm().value(); page++) {
      long at = page * 4096;
      LittleEndian.putU64(bytes, at, page + shift);
      for (int i = 0; i < LittleEndian.u16(bytes, at + PageHeader.COUNT); i++) {
        long element = at + PageHeader.SIZE + (long) i * TreePage.ELEMENT_SIZE;
        boolean isBranch = LittleEndian.u16(bytes, at + PageHeader.FLAGS) == PageFlags.BRANCH;
        long key = element + LittleEndian.u32(bytes, element + 4);
        long root = isBranch ? element + 8 : key + LittleEndian.u32(bytes, element + 8);
        boolean isBucket = !isBranch && LittleEndian.u32(bytes, element) == LeafPage.BUCKET;
        if ((isBranch || isBucket) && LittleEndian.u64(bytes, root) != 0) {
          LittleEndian.putU64(bytes, root, LittleEndian.u64(bytes, root) + shift);
        }
      }
    }
    Pgid root = new Pgid(meta.root().value() + shift);
    Pgid hwm = new Pgid(meta.hwm().value() + shift);
    Meta moved = new Meta(4096, root, 0, Pgid.NOT_STORED, hwm, meta.txid());
    moved.writePage(bytes, 0, new Pgid(0));
    moved.withTxid(new Txid(1)).writePage(bytes, 4096, new Pgid(1));
  }
}
