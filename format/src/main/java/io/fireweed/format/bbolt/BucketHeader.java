package io.fireweed.format.bbolt;

import java.lang.foreign.MemorySegment;

/// The value of a bucket element (a leaf element with flags 1).
///
/// | offset | size | field | unit | meaning |
/// |---|---|---|---|---|
/// | 0 | 8 | root | page | root page of the bucket's tree; 0 = inline |
/// | 8 | 8 | sequence | | a counter for the application; etcd leaves it 0 |
/// | 16 | rest | inline page | | only if root = 0: a leaf page image with header id 0 |
///
/// Little-endian. A bucket may be inlined when it holds no buckets and its page image takes at most
/// a quarter of a page; not inlining a small bucket is legal. An inline page sits at any address.
///
/// Worked bytes: sixteen zero bytes, then `00 00 00 00 00 00 00 00  02 00  00 00  00 00 00 00`: an
/// empty inline bucket, 32 bytes.
///
/// Source: bbolt bucket.go (1.3), internal/common/bucket.go (1.4).
///
/// @param root page of the root, or [Pgid#INLINE]
/// @param sequence unsigned
public record BucketHeader(Pgid root, long sequence) {
  /// Bytes before the inline page.
  public static final int SIZE = 16;

  /// {@return whether the bucket's only page follows this header}
  public boolean isInline() {
    return root.value() == 0;
  }

  /// {@return the largest page image, in bytes, that is inlined at this page size}
  static int maxInlineBytes(int pageSize) {
    return pageSize / 4;
  }

  static BucketHeader read(MemorySegment bytes, long offset) {
    return new BucketHeader(
        new Pgid(LittleEndian.u64(bytes, offset)), LittleEndian.u64(bytes, offset + 8));
  }

  void write(MemorySegment bytes, long offset) {
    LittleEndian.putU64(bytes, offset, root.value());
    LittleEndian.putU64(bytes, offset + 8, sequence);
  }
}
