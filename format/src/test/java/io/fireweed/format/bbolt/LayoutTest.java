package io.fireweed.format.bbolt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.fixtures.Fixtures;
import io.fireweed.format.wire.Bytes;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// The worked bytes of each layout, as its documentation prints them.
class LayoutTest {
  @Test
  void pageHeader() {
    MemorySegment bytes = hex("07 00 00 00 00 00 00 00  02 00  0a 00  00 00 00 00");
    PageHeader header = new PageHeader(new Pgid(7), PageFlags.LEAF, 10, 0);
    assertThat(PageHeader.read(bytes, 0)).isEqualTo(header);
    assertWrites(bytes, target -> header.write(target, 0));
    byte[] real = Fixtures.bytes("v34-single/member/snap/db");
    assertThat(PageHeader.read(MemorySegment.ofArray(real), 7 * 4096)).isEqualTo(header);
  }

  @Test
  void pageHeaderFieldsHaveTheirRange() {
    assertThatThrownBy(() -> new PageHeader(new Pgid(1), 1 << 16, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PageHeader(new Pgid(1), 0, 1 << 16, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PageHeader(new Pgid(1), 0, 0, 1L << 32))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PageHeader(new Pgid(1), 0, 0, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void meta() {
    Bytes worked =
        Bytes.fromHex(
            """
            ed da 0c ed  02 00 00 00 00 10 00 00  00 00 00 00  07 00 00 00 00 00 00 00
            00 00 00 00 00 00 00 00 ff ff ff ff ff ff ff ff  08 00 00 00 00 00 00 00
            0b 00 00 00 00 00 00 00 87 e0 61 c7 cc 29 08 5a
            """
                .replaceAll("\\s", ""));
    Bytes real = Bytes.of(Fixtures.bytes("v34-single/member/snap/db"));
    assertThat(real.slice(4112, 4112 + Meta.SIZE)).isEqualTo(worked);
    Meta meta = new Meta(4096, new Pgid(7), 0, Pgid.NOT_STORED, new Pgid(8), new Txid(11));
    assertThat(Meta.read(real.segment(), 4096, new Pgid(1)))
        .isEqualTo(new MetaSlot.Valid(new Pgid(1), meta));
    MemorySegment page = MemorySegment.ofArray(new byte[4096]);
    meta.writePage(page, 0, new Pgid(1));
    assertThat(Bytes.of(page)).isEqualTo(real.slice(4096, 8192));
  }

  @Test
  void emptyInlineBucket() {
    MemorySegment bytes =
        hex("00".repeat(16) + "00 00 00 00 00 00 00 00  02 00  00 00  00 00 00 00");
    assertThat(BucketHeader.read(bytes, 0)).isEqualTo(new BucketHeader(Pgid.INLINE, 0));
    assertWrites(
        bytes,
        target -> {
          new BucketHeader(Pgid.INLINE, 0).write(target, 0);
          new PageHeader(Pgid.INLINE, PageFlags.LEAF, 0, 0).write(target, BucketHeader.SIZE);
        });
  }

  @Test
  void leafElement() {
    MemorySegment element =
        hex("00 00 00 00  10 00 00 00  03 00 00 00  03 00 00 00  66 6f 6f 62 61 72");
    assertWrites(element.asSlice(0, 16), target -> LeafPage.writeEntry(target, 0, 0, 16, 3, 3));
    LeafPage page = (LeafPage) pages(PageFlags.LEAF, 1, element).require(2, new PageStack());
    assertThat(Bytes.of(page.key(0))).isEqualTo(Bytes.ofUtf8("foo"));
    assertThat(Bytes.of(page.value(0))).isEqualTo(Bytes.ofUtf8("bar"));
    assertThat(page.packed().map(Bytes::of)).contains(Bytes.ofUtf8("foobar"));
    assertThat(page.isBucket(0)).isFalse();
    assertThat(page.pageCount()).isEqualTo(1);
    assertThatThrownBy(() -> page.key(1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> page.key(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void branchElement() {
    MemorySegment element = hex("10 00 00 00  03 00 00 00  09 00 00 00 00 00 00 00  66 6f 6f");
    assertWrites(element.asSlice(0, 16), target -> BranchPage.writeEntry(target, 0, 16, 3, 9));
    BranchPage page = (BranchPage) pages(PageFlags.BRANCH, 1, element).require(2, new PageStack());
    assertThat(Bytes.of(page.key(0))).isEqualTo(Bytes.ofUtf8("foo"));
    assertThat(page.child(0)).isEqualTo(new Pgid(9));
    assertThat(page.search(Bytes.ofUtf8("a").segment())).isZero();
  }

  @Test
  void freelist() {
    Pages pages =
        pages(PageFlags.FREELIST, 2, hex("03 00 00 00 00 00 00 00  04 00 00 00 00 00 00 00"));
    FreelistPage page = pages.findFreelist(2, pages.refusal()).orElseThrow();
    assertThat(page.count()).isEqualTo(2);
    assertThat(page.at(0)).isEqualTo(new Pgid(3));
    assertThat(page.at(1)).isEqualTo(new Pgid(4));
    assertThat(page.pageCount()).isEqualTo(1);
  }

  @Test
  void txidsAlternateBetweenTheMetaPages() {
    assertThat(new Txid(11).metaPage()).isEqualTo(new Pgid(1));
    assertThat(new Txid(12).metaPage()).isEqualTo(new Pgid(0));
    assertThat(new Txid(0).previous()).isEqualTo(new Txid(0));
    assertThat(new Txid(-1)).isGreaterThan(new Txid(1)).hasToString("18446744073709551615");
    assertThat(new Pgid(-1)).isEqualTo(Pgid.NOT_STORED).isGreaterThan(new Pgid(1));
  }

  @Test
  void keysOrderByUnsignedBytesAPrefixFirst() {
    String[] ascending = {"00", "0001", "01", "7f", "80", "80ffffffffffffffff", "81", "ff", "ff00"};
    for (int i = 0; i < ascending.length; i++) {
      for (int j = 0; j < ascending.length; j++) {
        int order = Keys.compare(hex(ascending[i]), hex(ascending[j]));
        assertThat(Integer.signum(order)).isEqualTo(Integer.compare(i, j));
      }
    }
  }

  /// One page at position 2 with this content behind its header.
  private static Pages pages(int flags, int count, MemorySegment content) {
    MemorySegment bytes = MemorySegment.ofArray(new byte[3 * 1024]);
    new PageHeader(new Pgid(2), flags, count, 0).write(bytes, 2048);
    MemorySegment.copy(content, 0, bytes, 2048 + PageHeader.SIZE, content.byteSize());
    return new Pages(Path.of("db"), bytes, 1024, 3);
  }

  private static void assertWrites(MemorySegment expected, Consumer<MemorySegment> write) {
    MemorySegment target = MemorySegment.ofArray(new byte[(int) expected.byteSize()]);
    write.accept(target);
    assertThat(Bytes.of(target)).isEqualTo(Bytes.of(expected));
  }

  private static MemorySegment hex(String digits) {
    return MemorySegment.ofArray(Bytes.fromHex(digits.replace(" ", "")).toArray());
  }
}
