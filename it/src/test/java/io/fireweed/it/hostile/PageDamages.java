package io.fireweed.it.hostile;

import static io.fireweed.it.hostile.PageEdit.BRANCH;
import static io.fireweed.it.hostile.PageEdit.LEAF;
import static io.fireweed.it.hostile.PageEdit.META_FREELIST;
import static io.fireweed.it.hostile.PageEdit.META_HWM;
import static io.fireweed.it.hostile.PageEdit.META_MAGIC;
import static io.fireweed.it.hostile.PageEdit.META_PAGE_SIZE;
import static io.fireweed.it.hostile.PageEdit.META_ROOT;
import static io.fireweed.it.hostile.PageEdit.META_VERSION;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Every way in which the pages of a db can contradict each other.
final class PageDamages {
  private static final String METAS = "both metas are damaged";

  private final List<Damage> all = new ArrayList<>();

  private PageDamages() {
    metas();
    headers();
    elements();
    trees();
    freelists();
  }

  static List<Damage> all() {
    return List.copyOf(new PageDamages().all);
  }

  private void add(String name, String words, Consumer<PageEdit> how) {
    all.add(
        new Damage(
            name,
            3,
            3,
            words,
            () -> {
              PageEdit edit =
                  new PageEdit(SmallSnapshot.generated().image(), SmallSnapshot.PAGE_SIZE);
              how.accept(edit);
              return SmallSnapshot.sealed(edit.bytes());
            }));
  }

  private void metas() {
    add("bad magic in both metas", METAS, e -> e.metas32(META_MAGIC, 0xED0CDAEEL));
    add("bad version in both metas", METAS, e -> e.metas32(META_VERSION, 3));
    add(
        "bad checksum in both metas",
        METAS + ".*checksum",
        e -> {
          e.putU64(PageEdit.META_CHECKSUM, 1);
          e.putU64(e.at(1) + PageEdit.META_CHECKSUM, 0);
        });
    for (long size : new long[] {0, 3, 1L << 31, 512, 1025, 1 << 17}) {
      add("page size " + size, METAS + ".*page size", e -> e.metas32(META_PAGE_SIZE, size));
    }
    add("page size 65536, file smaller", "too small", e -> e.metas32(META_PAGE_SIZE, 1 << 16));
    add("page size 2048 in both metas", "expected", e -> e.metas32(META_PAGE_SIZE, 2048));
    for (long root : new long[] {0, 1, 1000, 1L << 40, 1L << 62, -1}) {
      add("root page " + Long.toUnsignedString(root), "page", e -> e.metas(META_ROOT, root));
    }
    add("root page at the high water mark", "page", e -> e.metas(META_ROOT, e.pageCount()));
    for (long hwm : new long[] {0, 1, 2, 3, 1000, 1L << 40, 1L << 62, -1}) {
      add("high water mark " + Long.toUnsignedString(hwm), "page", e -> e.metas(META_HWM, hwm));
    }
  }

  private void headers() {
    add("page id that is not its position", "page id", e -> e.putU64(e.at(e.leaf()), 77));
    for (int flags : new int[] {0, 0x40, BRANCH | LEAF, 4, 0x10, 0xFFFF}) {
      add(
          "page flags 0x%x".formatted(flags),
          "invalid type|page type",
          e -> e.putU16(e.at(e.leaf()) + 8, flags));
    }
    add("leaf read as a branch", "page", e -> e.putU16(e.at(e.leaf()) + 8, BRANCH));
    add("branch read as a leaf", "page", e -> e.putU16(e.at(e.branch()) + 8, LEAF));
    add("overflow past the end", "overflow", e -> e.putU32(e.at(e.leaf()) + 12, 1000));
    add("overflow of 2^32-1 pages", "overflow", e -> e.putU32(e.at(e.leaf()) + 12, -1));
    add(
        "overflow into the next page",
        "multiple references|overflow|page",
        e -> e.putU32(e.at(e.leaf()) + 12, 1));
    add("count 65,535 in a leaf", "count", e -> e.putU16(e.at(e.leaf()) + 10, 65535));
    add("count 65,535 in a branch", "count", e -> e.putU16(e.at(e.branch()) + 10, 65535));
    add("branch without children", "count", e -> e.putU16(e.at(e.branch()) + 10, 0));
    add("count 63, one more than fits", "page", e -> e.putU16(e.at(e.leaf()) + 10, 63));
  }

  private void elements() {
    add("key past the page", "outside", e -> e.putU32(e.element(e.leaf(), 1) + 4, 5000));
    add("key 4 GB away", "outside", e -> e.putU32(e.element(e.leaf(), 1) + 4, -1));
    add("key inside the element table", "outside", e -> e.putU32(e.element(e.leaf(), 0) + 4, 4));
    add("key of 0 bytes", "key size", e -> e.putU32(e.element(e.leaf(), 1) + 8, 0));
    add("key of 32,769 bytes", "key size", e -> e.putU32(e.element(e.leaf(), 1) + 8, 32769));
    add("value of 4 GB", "outside", e -> e.putU32(e.element(e.leaf(), 1) + 12, -1));
    add("value past the page", "outside", e -> e.putU32(e.element(e.leaf(), 1) + 12, 1024));
    add("element flags 5", "flags", e -> e.putU32(e.element(e.leaf(), 1), 5));
    add("row called a bucket", "page|bucket", e -> e.putU32(e.element(e.leaf(), 1), 1));
    add("bucket called a row", "bucket", e -> e.putU32(e.element(e.root(), 0), 0));
    add("key past the branch page", "outside", e -> e.putU32(e.element(e.branch(), 1), 5000));
    add("branch key of 0 bytes", "key size", e -> e.putU32(e.element(e.branch(), 1) + 4, 0));
    add(
        "keys out of order",
        "needs to be > the previous element",
        e -> {
          int leaf = e.leaf();
          byte[] first = e.copy(e.key(leaf, 0), 17);
          e.put(e.key(leaf, 0), e.copy(e.key(leaf, 1), 17));
          e.put(e.key(leaf, 1), first);
        });
    add(
        "key repeated",
        "needs to be > the previous element",
        e -> e.put(e.key(e.leaf(), 1), e.copy(e.key(e.leaf(), 0), 17)));
    add(
        "key below the branch that leads to it",
        "needs to be",
        e -> e.putU64(e.key(e.leaf(), 0), 0));
  }

  private void trees() {
    add("child outside", "page", e -> e.putU64(e.element(e.branch(), 1) + 8, 9999));
    add("child is a meta", "page", e -> e.putU64(e.element(e.branch(), 1) + 8, 1));
    add(
        "page used twice",
        "multiple references",
        e -> e.putU64(e.element(e.branch(), 1) + 8, e.u64(e.element(e.branch(), 0) + 8)));
    add(
        "cycle of one page",
        "multiple references",
        e -> e.putU64(e.element(e.branch(), 1) + 8, e.branch()));
    add(
        "cycle through the root",
        "multiple references",
        e -> e.putU64(e.value(e.root(), e.pagedBucket()), e.root()));
    add(
        "bucket that lies outside",
        "page",
        e -> e.putU64(e.value(e.root(), e.pagedBucket()), 1L << 50));
    for (int depth : new int[] {65, 200}) {
      add(
          depth + " levels of branches",
          "at most 64 levels|too deep",
          e -> {
            int bucket = e.pagedBucket();
            int value = e.value(e.root(), bucket);
            int root = (int) e.u64(value);
            byte[] key = e.copy(e.key(e.leaf(), 0), 17);
            e.putU64(value, e.appendChain(depth, root, key));
          });
    }
    add(
        "2^40 ways to one page, by branches",
        "multiple references|needs to be",
        e -> {
          int value = e.value(e.root(), e.pagedBucket());
          e.putU64(value, e.appendBomb(BRANCH, 40, (int) e.u64(value)));
        });
    add(
        "2^40 ways to one page, by buckets in buckets",
        "multiple references|needs to be",
        e -> {
          int value = e.value(e.root(), e.pagedBucket());
          e.putU64(value, e.appendBomb(LEAF, 40, (int) e.u64(value)));
        });
    add(
        "inline bucket with a count of 65,535",
        "inline",
        e -> e.putU16(e.value(e.root(), e.inlineBucket()) + 16 + 10, 65535));
    add(
        "inline bucket with flags of a branch",
        "inline",
        e -> e.putU16(e.value(e.root(), e.inlineBucket()) + 16 + 8, BRANCH));
    add(
        "inline bucket with overflow",
        "inline",
        e -> e.putU32(e.value(e.root(), e.inlineBucket()) + 16 + 12, 9));
    add(
        "inline bucket cut short",
        "inline|bucket",
        e -> e.putU32(e.element(e.root(), e.inlineBucket()) + 12, 20));
    add(
        "bucket header cut short",
        "bucket",
        e -> e.putU32(e.element(e.root(), e.pagedBucket()) + 12, 8));
    add(
        "page that nothing uses, with a stored freelist",
        "unreachable unfreed",
        e -> {
          e.append(LEAF, 0);
          e.appendFreelist();
        });
  }

  private void freelists() {
    add("freelist page outside", "page", e -> e.metas(META_FREELIST, 1000));
    add("freelist page that is a leaf", "freelist", e -> e.metas(META_FREELIST, e.leaf()));
    add("freelist that lists a page in use", "free", e -> e.appendFreelist(e.leaf()));
    add("freelist that lists a meta", "freelist", e -> e.appendFreelist(1));
    add("freelist that lists page 2^40", "freelist", e -> e.appendFreelist(1L << 40));
    add(
        "freelist that lists a page twice",
        "free",
        e -> {
          int free = e.append(LEAF, 0);
          e.appendFreelist(free, free);
        });
    add(
        "freelist count past its page",
        "freelist count",
        e -> e.putU16(e.at(e.appendFreelist()) + 10, 60000));
    for (long count : new long[] {1000, 1L << 40, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
      add(
          "freelist count %s in the long form".formatted(Long.toUnsignedString(count)),
          "freelist count",
          e -> {
            int page = e.appendFreelist();
            e.putU16(e.at(page) + 10, 0xFFFF);
            e.putU64(e.at(page) + 16, count);
          });
    }
  }
}
