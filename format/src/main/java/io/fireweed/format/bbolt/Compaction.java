package io.fireweed.format.bbolt;

import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Defragmentation: writes every bucket of one state anew, without free pages.
///
/// Keys, values, nested buckets and sequences stay as they are; page numbers and file length do
/// not.
public final class Compaction {
  private final BulkWriter writer;

  private Compaction(BulkWriter writer) {
    this.writer = writer;
  }

  /// Copies all buckets of `source` into `target`, which is empty.
  ///
  /// @return the meta of the copy
  /// @throws CorruptException if the source is damaged; `target` is then
  ///     no db
  public static Meta copy(ReadTx source, DiskFile target, BulkOptions options) throws IOException {
    // A damaged tree may lead in circles, or to one page by more ways than can be walked.
    source.visit(DbVisitor.NONE);
    BulkWriter writer = new BulkWriter(target, options);
    try {
      new Compaction(writer).copyRoot(source);
    } catch (UncheckedIOException failure) {
      throw failure.getCause();
    }
    return writer.finish();
  }

  private void copyRoot(ReadTx source) {
    Bucket root = source.root();
    root.forEachLeaf(
        page -> {
          requireBuckets(source, page);
          copyPage(root, page);
        });
  }

  private static void requireBuckets(ReadTx source, LeafPage page) {
    for (int i = 0; i < page.count(); i++) {
      if (!page.isBucket(i)) {
        throw new CorruptException(
            "%s: page %d: element %d of the root expected to be a bucket, found a value"
                .formatted(source.file(), page.id().value(), i));
      }
    }
  }

  private void copyPage(Bucket owner, LeafPage page) {
    try {
      for (int i = 0; i < page.count(); i++) {
        if (page.isBucket(i)) {
          copyBucket(Bytes.of(page.key(i)), owner.bucketAt(page, i));
        } else {
          writer.add(page, i);
        }
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void copyBucket(Bytes name, Bucket bucket) throws IOException {
    writer.startNestedBucket(name, bucket.header().sequence());
    bucket.forEachLeaf(page -> copyPage(bucket, page));
    writer.endBucket();
  }
}
