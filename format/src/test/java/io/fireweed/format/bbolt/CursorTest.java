package io.fireweed.format.bbolt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.fault.NotFoundException;
import io.fireweed.format.wire.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// How a cursor behaves at the ends of a bucket, at names, and on trees that lead in circles.
class CursorTest {
  private static final Bytes TREE = Bytes.ofUtf8("tree");

  private final byte[] image = Images.build(BulkOptions.ETCD.withPageSize(1024), rows());
  private final ReadTx tx = Images.open(image).read();

  @Test
  void aNewCursorStandsBeforeTheFirstElement() {
    Cursor cursor = tx.requireBucket(TREE).cursor();
    assertThatThrownBy(cursor::key).isInstanceOf(IllegalStateException.class);
    assertThat(cursor.previous()).isFalse();
    assertThat(cursor.next()).isTrue();
    assertThat(Bytes.of(cursor.key())).isEqualTo(key(0));
  }

  @Test
  void behindTheLastElementOnlyPreviousMoves() {
    Cursor cursor = tx.requireBucket(TREE).cursor();
    assertThat(cursor.seek(Bytes.ofUtf8("z").segment())).isFalse();
    assertThat(cursor.next()).isFalse();
    assertThatThrownBy(cursor::value).isInstanceOf(IllegalStateException.class);
    assertThat(cursor.previous()).isTrue();
    assertThat(Bytes.of(cursor.key())).isEqualTo(key(499));
  }

  @Test
  void seekStandsOnTheFirstKeyThatIsNotSmaller() {
    Cursor cursor = tx.requireBucket(TREE).cursor();
    for (int i = 0; i < 500; i++) {
      assertThat(cursor.seek(key(i).segment())).isTrue();
      assertThat(Bytes.of(cursor.key())).isEqualTo(key(i));
      assertThat(cursor.seek(key(i).plus(Bytes.of((byte) 0)).segment())).isEqualTo(i < 499);
    }
    assertThat(cursor.seek(MemorySegment.ofArray(new byte[0]))).isTrue();
    assertThat(Bytes.of(cursor.key())).isEqualTo(key(0));
  }

  @Test
  void aBucketIsFoundByNameAndAValueByKey() {
    assertThat(tx.findBucket(Bytes.ofUtf8("tre"))).isEmpty();
    assertThatThrownBy(() -> tx.requireBucket(Bytes.ofUtf8("other")))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("db: expected a bucket other, found none");
    assertThat(tx.root().find(TREE)).isEmpty();
    assertThat(tx.requireBucket(TREE).find(key(77)).map(Bytes::of))
        .contains(Bytes.ofUtf8("value 77"));
    assertThat(tx.requireBucket(TREE).find(Bytes.ofUtf8("x"))).isEmpty();
    assertThat(tx.requireBucket(TREE).findBucket(key(77))).isEmpty();
    Cursor cursor = tx.rootCursor();
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.isBucket()).isTrue();
    assertThat(cursor.bucket().header()).isEqualTo(tx.requireBucket(TREE).header());
  }

  @Test
  void aCircleOfPagesEndsInAnError() {
    BranchPage root = root();
    for (int i = 0; i < root.count(); i++) {
      setChild(root, i, root.id().value());
    }
    Cursor cursor = tx.requireBucket(TREE).cursor();
    assertThatThrownBy(cursor::first)
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("page " + root.id());
    assertThatThrownBy(cursor::last).isInstanceOf(CorruptException.class);
    assertThatThrownBy(() -> cursor.seek(key(250).segment())).isInstanceOf(CorruptException.class);
  }

  @Test
  void manyWaysToOnePageEndInAnError() {
    BranchPage root = root();
    for (int i = 0; i < root.count(); i++) {
      BranchPage branch = (BranchPage) tx.pages().require(root.rawChild(i), new PageStack());
      for (int j = 0; j < branch.count(); j++) {
        setChild(branch, j, branch.rawChild(0));
      }
      setChild(root, i, root.rawChild(0));
    }
    Cursor cursor = tx.requireBucket(TREE).cursor();
    long most = 1024 * tx.meta().hwm().value() / TreePage.ELEMENT_SIZE;
    long steps = 0;
    try {
      while (cursor.next()) {
        steps++;
        assertThat(steps).isLessThan(most);
      }
    } catch (CorruptException refused) {
      assertThat(refused).hasMessageContaining("multiple references");
    }
    assertThatThrownBy(() -> tx.requireBucket(TREE).forEachLeaf(page -> {}))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("multiple references");
  }

  private BranchPage root() {
    long root = tx.requireBucket(TREE).header().root().value();
    return (BranchPage) tx.pages().require(root, new PageStack());
  }

  private void setChild(BranchPage page, int index, long child) {
    long element = page.id().value() * 1024 + PageHeader.SIZE + 16L * index;
    LittleEndian.putU64(MemorySegment.ofArray(image), element + 8, child);
  }

  private static Bytes key(int number) {
    return Bytes.ofUtf8("%03d".formatted(number) + "k".repeat(50));
  }

  private static SortedMap<Bytes, SortedMap<Bytes, Bytes>> rows() {
    SortedMap<Bytes, Bytes> rows = new TreeMap<>();
    for (int i = 0; i < 500; i++) {
      rows.put(key(i), Bytes.ofUtf8("value " + i));
    }
    SortedMap<Bytes, SortedMap<Bytes, Bytes>> buckets = new TreeMap<>();
    buckets.put(TREE, rows);
    return buckets;
  }
}
