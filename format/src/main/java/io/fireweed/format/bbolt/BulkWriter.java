package io.fireweed.format.bbolt;

import io.fireweed.format.checksum.Sha256Trailer;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;

/// Writes a whole db from sorted input, front to back, in constant memory.
///
/// ```
/// try (DiskFile file = …) {
///   BulkWriter writer = new BulkWriter(file, BulkOptions.ETCD);
///   writer.startBucket(name);         // names ascend
///   writer.add(key, value);           // keys ascend within a bucket
///   …
///   writer.finish();                  // the metas come last
/// }
/// ```
///
/// Pages 2, 3, … are written in the order in which they fill up: the leaves of a bucket, between
/// them the branches above, then the next bucket; the root bucket's page last. Only the rightmost
/// page of each level is in memory. A bucket without buckets that fits a quarter of a page is
/// inlined. Both metas describe the same state, as in a snapshot; the high water mark is the number
/// of pages, and what follows the last value of a page is zero.
///
/// The metas are written by [#finish]; before it the file is no db. Making it durable is the
/// caller's task.
public final class BulkWriter {
  private static final int COPY_BYTES = 1 << 20;

  private final DiskFile file;
  private final BulkOptions options;
  private final PageOutput output;
  private final Deque<Open> open = new ArrayDeque<>();

  /// A bucket that is being written.
  private record Open(Bytes name, long sequence, TreeBuilder tree) {}

  /// @param file empty; written from offset 0
  public BulkWriter(DiskFile file, BulkOptions options) throws IOException {
    this.file = file;
    this.options = options;
    this.output = new PageOutput(file, options.pageSize());
    push(Bytes.EMPTY, 0);
  }

  /// Ends the bucket in progress and starts the top-level bucket `name`, greater than those before.
  public void startBucket(Bytes name) throws IOException {
    endBucketsTo(1);
    push(name, 0);
  }

  /// Starts a bucket inside the bucket in progress, or at the top level if there is none.
  ///
  /// @param name greater than every key and bucket before it in the same bucket
  public void startNestedBucket(Bytes name, long sequence) throws IOException {
    if (open.size() >= PageStack.MAX_DEPTH) {
      throw new IllegalArgumentException("buckets nested deeper than " + PageStack.MAX_DEPTH);
    }
    push(name, sequence);
  }

  /// Adds an element to the bucket in progress.
  ///
  /// @param key 1 to 32768 bytes, greater than the key before
  /// @param value up to 2^31 - 1 bytes
  /// @throws IllegalArgumentException if the key is out of order or too long
  public void add(MemorySegment key, MemorySegment value) throws IOException {
    current().add(key, 0, key.byteSize(), value, 0, value.byteSize());
  }

  /// Adds element `index` of a page, which must not be a bucket.
  public void add(LeafPage page, int index) throws IOException {
    MemorySegment bytes = page.bytes();
    current()
        .add(
            bytes,
            page.keyOffset(index),
            page.keySize(index),
            bytes,
            page.valueOffset(index),
            page.valueSize(index));
  }

  /// Ends the bucket in progress; what is added next belongs to the one around it.
  public void endBucket() throws IOException {
    if (open.size() == 1) {
      throw new IllegalStateException("no bucket in progress");
    }
    Open ended = open.pop();
    open.element().tree().addBucket(ended.name(), ended.tree().finish(ended.sequence()));
  }

  /// Ends all buckets and writes the metas. {@return the meta of the db}
  public Meta finish() throws IOException {
    endBucketsTo(1);
    Pgid root = open.pop().tree().finishRoot();
    Pgid freelist = Pgid.NOT_STORED;
    if (options.freelist() == FreelistStorage.STORED) {
      freelist = output.nextPgid();
      output.startPage(PageFlags.FREELIST, 0, PageHeader.SIZE);
      output.endPage();
    }
    output.flush();
    Pgid hwm = output.nextPgid();
    Meta meta = new Meta(options.pageSize(), root, 0, freelist, hwm, options.txid());
    MemorySegment metas = MemorySegment.ofArray(new byte[2 * options.pageSize()]);
    meta.writePage(metas, 0, new Pgid(0));
    Meta earlier = meta.withTxid(meta.txid().previous());
    earlier.writePage(metas, options.pageSize(), new Pgid(1));
    file.write(metas.asByteBuffer(), 0);
    return meta;
  }

  /// Appends the SHA-256 of a finished db, which makes it a db snapshot.
  ///
  /// The digest cannot be computed on the way: it begins with the metas, which are known last. The
  /// file is read back instead, so the digest covers what the file holds, not what was meant.
  ///
  /// @param meta what [#finish] returned
  public static Bytes appendDigest(DiskFile file, Meta meta) throws IOException {
    MessageDigest digest = Sha256Trailer.digest();
    ByteBuffer buffer = ByteBuffer.allocateDirect(COPY_BYTES);
    long end = meta.sizeBytes();
    for (long at = 0; at < end; at += COPY_BYTES) {
      buffer.clear().limit((int) Math.min(COPY_BYTES, end - at));
      file.readFully(buffer, at);
      digest.update(buffer.flip());
    }
    Bytes value = Bytes.of(digest.digest());
    file.write(value.buffer(), end);
    return value;
  }

  private void push(Bytes name, long sequence) {
    open.push(new Open(name, sequence, new TreeBuilder(output, options)));
  }

  private TreeBuilder current() {
    if (open.size() == 1) {
      throw new IllegalStateException("no bucket in progress");
    }
    return open.element().tree();
  }

  private void endBucketsTo(int depth) throws IOException {
    while (open.size() > depth) {
      endBucket();
    }
  }
}
