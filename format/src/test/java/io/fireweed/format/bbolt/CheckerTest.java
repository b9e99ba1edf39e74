package io.fireweed.format.bbolt;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.format.wire.Bytes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// One defect at a time in an otherwise sound db, and the finding it must give.
class CheckerTest {
  private static final int PAGE_SIZE = 1024;
  private static final Bytes BUCKET = Bytes.ofUtf8("bucket");

  private final byte[] image = Images.build(options(FreelistStorage.NONE), rows(400));
  private final MemorySegment bytes = MemorySegment.ofArray(image);
  private final BranchPage branch = rootOf(image);

  @Test
  void aSoundDbHasNoFindings() {
    CheckReport report = check(image);
    assertThat(report.isClean()).isTrue();
    assertThat(report.counts().maxDepth()).isGreaterThanOrEqualTo(4);
    assertThat(report.counts().elementCount()).isEqualTo(401);
    assertThat(report.counts().leafPageCount() + report.counts().branchPageCount())
        .isEqualTo(image.length / PAGE_SIZE - 2);
  }

  @Test
  void aChildThatIsItsParentIsReferencedTwice() {
    setChild(0, branch.id().value());
    assertMessage("page %s: multiple references (stack: ".formatted(branch.id()));
  }

  @Test
  void aSharedChildIsReferencedTwice() {
    setChild(1, branch.rawChild(0));
    assertMessage("page %s: multiple references (stack: ".formatted(branch.child(0)));
  }

  @Test
  void aChildBeyondTheHighWaterMarkIsOutOfBounds() {
    setChild(0, image.length / PAGE_SIZE);
    assertMessage("page 999: out of bounds: 999 (stack: ".replace("999", "" + image.length / 1024));
  }

  @Test
  void aMetaIsNoChild() {
    setChild(0, 1);
    assertMessage("page 1: out of bounds: ");
  }

  @Test
  void aHugeChildIsOutOfBounds() {
    setChild(0, -1);
    assertMessage("page 18446744073709551615: out of bounds: ");
  }

  @Test
  void aPageOfAnotherTypeIsInvalid() {
    LittleEndian.putU16(bytes, branch.rawChild(0) * PAGE_SIZE + PageHeader.FLAGS, 0x40);
    assertMessage("page %s: invalid type: unknown<40> (stack: ".formatted(branch.child(0)));
  }

  @Test
  void aPageAtTheWrongPlaceIsFound() {
    LittleEndian.putU64(bytes, branch.rawChild(0) * PAGE_SIZE, 77);
    assertMessage("page %s: page id (stack: ".formatted(branch.child(0)));
  }

  @Test
  void aHugeOverflowIsFound() {
    LittleEndian.putU32(bytes, branch.rawChild(0) * PAGE_SIZE + PageHeader.OVERFLOW, -1);
    assertMessage("page %s: overflow (stack: ".formatted(branch.child(0)));
  }

  @Test
  void aCountBeyondThePageIsFound() {
    LittleEndian.putU16(bytes, branch.rawChild(0) * PAGE_SIZE + PageHeader.COUNT, 0xffff);
    assertMessage("page %s: element count (stack: ".formatted(branch.child(0)));
  }

  @Test
  void aBranchWithoutChildrenIsFound() {
    LittleEndian.putU16(bytes, branch.id().value() * PAGE_SIZE + PageHeader.COUNT, 0);
    assertMessage("page %s: element count (stack: ".formatted(branch.id()));
  }

  @Test
  void anElementOutsideItsPageIsFound() {
    LittleEndian.putU32(bytes, firstLeaf() + PageHeader.SIZE + 12, 5000);
    assertMessage("page %d: element 0: key and value outside".formatted(firstLeaf() / PAGE_SIZE));
  }

  @Test
  void elementsThatShareBytesAreFound() {
    int count = leafAt(firstLeaf()).count();
    LittleEndian.putU32(bytes, firstLeaf() + PageHeader.SIZE + 12, 65 * (count - 2));
    assertMessage("element 1: key and value overlap the element before");
  }

  @Test
  void unknownElementFlagsAreFound() {
    LittleEndian.putU32(bytes, firstLeaf() + PageHeader.SIZE, 2);
    assertMessage("page %d: element 0: flags".formatted(firstLeaf() / PAGE_SIZE));
  }

  @Test
  void anEmptyKeyIsFound() {
    LittleEndian.putU32(bytes, firstLeaf() + PageHeader.SIZE + 8, 0);
    assertMessage("page %d: element 0: key size".formatted(firstLeaf() / PAGE_SIZE));
  }

  @Test
  void keysOutOfOrderAreFound() {
    LeafPage leaf = leafAt(firstLeaf());
    bytes.set(ValueLayout.JAVA_BYTE, leaf.keyOffset(1), (byte) 0);
    assertMessage("needs to be > the previous element");
  }

  @Test
  void aFirstKeyBelowItsBranchIsFound() {
    LeafPage leaf = leafAt(firstLeaf());
    bytes.set(ValueLayout.JAVA_BYTE, leaf.keyOffset(0), (byte) 0);
    assertMessage("needs to be >= the key in the ancestor");
  }

  @Test
  void aLastKeyBeyondItsBranchIsFound() {
    LeafPage leaf = leafAt(firstLeaf());
    int last = leaf.count() - 1;
    bytes.set(ValueLayout.JAVA_BYTE, leaf.keyOffset(last), (byte) 0x7f);
    assertMessage("needs to be < the next element in the ancestor");
  }

  @Test
  void aFreelistWithoutItsPagesLeavesThemUnaccounted() {
    byte[] wide = withSpareKeysFreed();
    MemorySegment segment = MemorySegment.ofArray(wide);
    assertThat(check(wide).findings()).isEmpty();
    LittleEndian.putU16(segment, freelistOffset(wide) + PageHeader.COUNT, 0);
    assertThat(messages(wide)).isNotEmpty().allMatch(m -> m.endsWith("unreachable unfreed"));
  }

  @Test
  void aFreelistEntryTwiceIsAlreadyFreed() {
    byte[] wide = withSpareKeysFreed();
    MemorySegment segment = MemorySegment.ofArray(wide);
    long ids = freelistOffset(wide) + PageHeader.SIZE;
    LittleEndian.putU64(segment, ids + 8, LittleEndian.u64(segment, ids));
    assertThat(messages(wide))
        .contains("page %d: already freed".formatted(LittleEndian.u64(segment, ids)))
        .anyMatch(m -> m.endsWith("unreachable unfreed"));
  }

  @Test
  void aFreelistEntryThatIsInUseIsReachableFreed() {
    byte[] wide = withSpareKeysFreed();
    Meta meta = Images.open(wide).current();
    long ids = freelistOffset(wide) + PageHeader.SIZE;
    LittleEndian.putU64(MemorySegment.ofArray(wide), ids, meta.root().value());
    assertThat(messages(wide)).contains("page %s: reachable freed".formatted(meta.root()));
  }

  @Test
  void aFreelistEntryOutOfRangeIsFound() {
    byte[] wide = withSpareKeysFreed();
    LittleEndian.putU64(
        MemorySegment.ofArray(wide), freelistOffset(wide) + PageHeader.SIZE, 1L << 40);
    assertThat(messages(wide)).anyMatch(m -> m.endsWith("freelist entry 0"));
  }

  @Test
  void theLongFormOfTheFreelistCountIsRead() {
    byte[] wide = withSpareKeysFreed();
    MemorySegment segment = MemorySegment.ofArray(wide);
    long page = freelistOffset(wide);
    int count = LittleEndian.u16(segment, page + PageHeader.COUNT);
    long ids = page + PageHeader.SIZE;
    MemorySegment.copy(segment, ids, segment, ids + 8, 8L * count);
    LittleEndian.putU64(segment, ids, count);
    LittleEndian.putU16(segment, page + PageHeader.COUNT, FreelistPage.COUNT_FOLLOWS);
    assertThat(messages(wide)).isEmpty();
    LittleEndian.putU64(segment, ids, Long.MAX_VALUE);
    assertThat(messages(wide)).anyMatch(m -> m.contains("freelist count"));
    LittleEndian.putU64(segment, ids, -1);
    assertThat(messages(wide)).anyMatch(m -> m.contains("freelist count"));
  }

  @Test
  void aFreelistThatIsNoneIsFound() {
    byte[] wide = withSpareKeysFreed();
    Meta meta = Images.open(wide).current();
    for (long freelist : new long[] {0, 1, meta.root().value(), meta.hwm().value(), 1L << 60, -2}) {
      new Meta(PAGE_SIZE, meta.root(), 0, new Pgid(freelist), meta.hwm(), meta.txid().next())
          .writePage(MemorySegment.ofArray(wide), 0, new Pgid(0));
      assertThat(messages(wide))
          .as("freelist %d", freelist)
          .first()
          .asString()
          .startsWith("page %s: ".formatted(new Pgid(freelist)));
    }
  }

  @Test
  void aMetaHeaderThatIsNotOneIsFound() {
    image[8] = 1;
    assertMessage("page 0: meta page header");
  }

  @Test
  void theVisitorSeesSoundPagesOnly() {
    LittleEndian.putU32(bytes, firstLeaf() + PageHeader.SIZE + 12, 5000);
    long[] rows = {0};
    ReadTx tx = Images.open(image).read();
    CheckReport report =
        Checker.check(tx, (depth, page) -> rows[0] += depth == 1 ? page.count() : 0);
    assertThat(rows[0]).isEqualTo(400 - leafAt(firstLeaf()).count());
    assertThat(report.findingCount()).isEqualTo(1);
  }

  private void assertMessage(String part) {
    assertThat(messages(image)).anyMatch(message -> message.contains(part));
  }

  private void setChild(int index, long child) {
    long element =
        branch.id().value() * PAGE_SIZE + PageHeader.SIZE + (long) index * TreePage.ELEMENT_SIZE;
    LittleEndian.putU64(bytes, element + 8, child);
  }

  /// {@return the offset of the first leaf of the bucket}
  private long firstLeaf() {
    Cursor cursor = Images.open(image).read().requireBucket(BUCKET).cursor();
    assertThat(cursor.first()).isTrue();
    return cursor.leaf().id().value() * PAGE_SIZE;
  }

  private LeafPage leafAt(long offset) {
    Pages pages = Images.open(image).read().pages();
    return (LeafPage) pages.require(offset / PAGE_SIZE, new PageStack());
  }

  private static BranchPage rootOf(byte[] image) {
    ReadTx tx = Images.open(image).read();
    long root = tx.requireBucket(BUCKET).header().root().value();
    return (BranchPage) tx.pages().require(root, new PageStack());
  }

  /// A db with a stored freelist whose metas point to the root of a smaller content, so that the
  /// pages of the larger one are free and listed.
  private static byte[] withSpareKeysFreed() {
    byte[] small = Images.build(options(FreelistStorage.STORED), rows(10));
    Meta meta = Images.open(small).current();
    int spare = 5;
    byte[] wide = Arrays.copyOf(small, small.length + spare * PAGE_SIZE);
    MemorySegment segment = MemorySegment.ofArray(wide);
    long hwm = meta.hwm().value();
    long list = meta.freelist().value() * PAGE_SIZE;
    LittleEndian.putU16(segment, list + PageHeader.COUNT, spare);
    for (int i = 0; i < spare; i++) {
      LittleEndian.putU64(segment, list + PageHeader.SIZE + 8L * i, hwm + i);
    }
    Meta grown =
        new Meta(
            PAGE_SIZE, meta.root(), 0, meta.freelist(), new Pgid(hwm + spare), meta.txid().next());
    grown.writePage(segment, PAGE_SIZE, new Pgid(1));
    return wide;
  }

  private static long freelistOffset(byte[] image) {
    return Images.open(image).current().freelist().value() * PAGE_SIZE;
  }

  private static BulkOptions options(FreelistStorage freelist) {
    return BulkOptions.ETCD.withPageSize(PAGE_SIZE).withFreelist(freelist);
  }

  private static SortedMap<Bytes, SortedMap<Bytes, Bytes>> rows(int count) {
    SortedMap<Bytes, Bytes> rows = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      rows.put(Bytes.ofUtf8("%05d".formatted(i) + "k".repeat(60)), Bytes.ofUtf8("value"));
    }
    SortedMap<Bytes, SortedMap<Bytes, Bytes>> buckets = new TreeMap<>();
    buckets.put(BUCKET, rows);
    return buckets;
  }

  private static CheckReport check(byte[] image) {
    DbFile db = Images.open(image);
    return Checker.check(db.readDamaged(db.current()));
  }

  private static List<String> messages(byte[] image) {
    return check(image).findings().stream().map(Finding::message).toList();
  }
}
