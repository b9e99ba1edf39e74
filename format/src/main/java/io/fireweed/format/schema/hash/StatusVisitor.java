package io.fireweed.format.schema.hash;

import io.fireweed.format.bbolt.BucketHeader;
import io.fireweed.format.bbolt.DbVisitor;
import io.fireweed.format.bbolt.LeafPage;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.MetaKey;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import java.util.Optional;

/// Computes [StatusHash] from one walk over the db; give it to whoever walks, the checker included.
///
/// Not safe for two threads. Close it to free the memory outside the heap.
public final class StatusVisitor implements DbVisitor, AutoCloseable {
  private static final int ROOT_DEPTH = 0;
  private static final int BUCKET_DEPTH = 1;

  private static final Optional<EtcdBucket> KEY = Optional.of(EtcdBucket.KEY);
  private static final Optional<EtcdBucket> META = Optional.of(EtcdBucket.META);

  private final String file;
  private final RowHasher hasher = new RowHasher();
  private final KeyRows keyRows;
  private Optional<LatestRows> latest = Optional.empty();
  private Optional<EtcdBucket> bucket = Optional.empty();
  private long rowCount;
  private String storageVersion = "";
  private Optional<CorruptException> fault = Optional.empty();

  /// @param file for messages
  public StatusVisitor(String file) {
    this.file = file;
    this.keyRows = new KeyRows(file);
  }

  @Override
  public void enterBucket(int depth, Bytes name, BucketHeader header) {
    if (depth > BUCKET_DEPTH) {
      note(
          new CorruptException(file + ": bucket " + name + " expected rows, found a bucket in it"));
    }
    bucket = EtcdBucket.find(name);
    hasher.feed(name);
  }

  @Override
  public void leaf(int depth, LeafPage page) {
    if (fault.isPresent()) {
      return;
    }
    try {
      take(depth, page);
    } catch (CorruptException refused) {
      note(refused);
    }
  }

  /// {@return the answer, after the walk}
  ///
  /// @throws CorruptException if a row is not as etcd writes it: the first such row; it waits until
  ///     now so that a checker that shares the walk can finish
  /// @param sizeBytes high water mark times page size
  public StatusHash finish(long sizeBytes) {
    if (fault.isPresent()) {
      throw fault.get();
    }
    return new StatusHash(
        hasher.value(),
        keyRows.lastMain(),
        rowCount,
        latest.map(LatestRows::liveCount).orElse(0L),
        latest.map(LatestRows::hasBumpRecord).orElse(false),
        sizeBytes,
        storageVersion);
  }

  private void take(int depth, LeafPage page) {
    if (depth == ROOT_DEPTH) {
      requireBucketsOnly(page);
      return;
    }
    rowCount += page.count();
    if (bucket.equals(KEY)) {
      takeKeys(page);
      return;
    }
    hasher.feed(page);
    if (bucket.equals(META)) {
      takeMeta(page);
    }
  }

  private void note(CorruptException refused) {
    if (fault.isEmpty()) {
      fault = Optional.of(refused);
    }
  }

  private void takeKeys(LeafPage page) {
    keyRows.load(page);
    hasher.feed(page, keyRows);
    if (latest.isEmpty()) {
      latest = Optional.of(new LatestRows(page.bytes(), -1));
    }
    latest.get().take(keyRows, Long.MAX_VALUE);
  }

  private void takeMeta(LeafPage page) {
    for (int i = 0; i < page.count(); i++) {
      if (Bytes.of(page.key(i)).equals(MetaKey.STORAGE_VERSION.bytes())) {
        storageVersion = Bytes.of(page.value(i)).toUtf8();
      }
    }
  }

  private void requireBucketsOnly(LeafPage page) {
    for (int i = 0; i < page.count(); i++) {
      if (!page.isBucket(i)) {
        throw new CorruptException(
            new Origin(file, page.keyOffset(i))
                + ": element of the root expected a bucket, found a plain value");
      }
    }
  }

  @Override
  public void close() {
    latest.ifPresent(LatestRows::close);
  }
}
