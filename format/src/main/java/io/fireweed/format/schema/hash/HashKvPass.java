package io.fireweed.format.schema.hash;

import io.fireweed.format.bbolt.Bucket;
import io.fireweed.format.bbolt.LeafPage;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.RevisionKey;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// One computation of [HashKv]: first who is newest, then the rows that count.
///
/// The first pass is needed only if there are rows up to the compacted revision. In the second,
/// neighbouring rows that count are fed as one range.
final class HashKvPass {
  private final String file;
  private final long lastMain;
  private final long compactMain;
  private final RowHasher hasher = new RowHasher();

  HashKvPass(String file, long lastMain, long compactMain) {
    this.file = file;
    this.lastMain = lastMain;
    this.compactMain = compactMain;
  }

  int hash(Optional<Bucket> key) {
    hasher.feed(EtcdBucket.KEY.bytes());
    if (key.isEmpty()) {
      return hasher.value();
    }
    if (compactMain < 0 || KeyHistory.firstMain(key.get(), file) > compactMain) {
      KeyRows rows = new KeyRows(file);
      key.get().forEachLeaf(page -> feedAll(page, rows));
      return hasher.value();
    }
    try (Newest newest = new Newest()) {
      key.get().forEachLeaf(newest::take);
      KeyRows rows = new KeyRows(file);
      key.get().forEachLeaf(page -> feedSome(page, rows, newest));
      return hasher.value();
    }
  }

  private void feedAll(LeafPage page, KeyRows rows) {
    rows.load(page);
    if (rows.count() > 0 && rows.main(rows.count() - 1) <= lastMain) {
      hasher.feed(page, rows);
    } else {
      feedRows(page.bytes(), rows, i -> rows.main(i) <= lastMain);
    }
  }

  private void feedSome(LeafPage page, KeyRows rows, Newest newest) {
    if (page.count() > 0
        && main(page, 0) > compactMain
        && main(page, page.count() - 1) <= lastMain) {
      hasher.feed(page); // The first pass has parsed these rows.
      return;
    }
    rows.load(page);
    feedRows(page.bytes(), rows, i -> counts(rows, i, newest));
  }

  private static long main(LeafPage page, int index) {
    return RevisionKey.mainAt(page.bytes(), page.keyOffset(index));
  }

  private boolean counts(KeyRows rows, int i, Newest newest) {
    long main = rows.main(i);
    if (main > lastMain) {
      return false;
    }
    if (main > compactMain) {
      return true;
    }
    if (main == compactMain && rows.isTombstone(i)) {
      return false;
    }
    return newest.isNobodyAlive()
        || (!rows.isTombstone(i) && !newest.isSuperseded(rows.rowOffset(i)));
  }

  /// Whether a row of the loaded page counts.
  @FunctionalInterface
  private interface Choice {
    boolean counts(int index);
  }

  private void feedRows(MemorySegment image, KeyRows rows, Choice choice) {
    long from = 0;
    long to = 0;
    for (int i = 0; i < rows.count(); i++) {
      if (!choice.counts(i)) {
        continue;
      }
      if (rows.rowOffset(i) != to) {
        hasher.feed(image.asSlice(from, to - from));
        from = rows.rowOffset(i);
      }
      to = rows.rowEnd(i);
    }
    hasher.feed(image.asSlice(from, to - from));
  }

  /// The first pass: the newest row up to the wanted revision of every user key.
  private final class Newest implements AutoCloseable {
    private final KeyRows rows = new KeyRows(file);
    private Optional<LatestRows> latest = Optional.empty();

    void take(LeafPage page) {
      rows.load(page);
      if (latest.isEmpty()) {
        latest = Optional.of(new LatestRows(page.bytes(), compactMain));
      }
      latest.get().take(rows, lastMain);
    }

    boolean isNobodyAlive() {
      return latest.isEmpty() || latest.get().liveCount() == 0;
    }

    boolean isSuperseded(long rowOffset) {
      return latest.isPresent() && latest.get().isSuperseded(rowOffset);
    }

    @Override
    public void close() {
      latest.ifPresent(LatestRows::close);
    }
  }
}
