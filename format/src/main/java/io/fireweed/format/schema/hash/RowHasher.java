package io.fireweed.format.schema.hash;

import io.fireweed.format.bbolt.LeafPage;
import io.fireweed.format.wire.Bytes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.zip.CRC32C;

/// A CRC-32C over names and rows, one update per packed page.
///
/// Rows are copied out of their mapping first. A file that shrinks while it is read then fails the
/// copy, which the JVM reports; inside the checksum's own machine code it would end the process.
final class RowHasher {
  private static final int BLOCK_BYTES = 16 * 1024;

  private final CRC32C crc = new CRC32C();
  private final byte[] block = new byte[BLOCK_BYTES];

  void feed(Bytes bytes) {
    crc.update(bytes.buffer());
  }

  void feed(MemorySegment bytes) {
    long size = bytes.byteSize();
    for (long at = 0; at < size; at += BLOCK_BYTES) {
      int step = (int) Math.min(BLOCK_BYTES, size - at);
      MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, block, 0, step);
      crc.update(block, 0, step);
    }
  }

  /// Feeds every key and value of the page in order.
  void feed(LeafPage page) {
    Optional<MemorySegment> packed = page.packed();
    if (packed.isPresent()) {
      feed(packed.get());
      return;
    }
    for (int i = 0; i < page.count(); i++) {
      feed(page.key(i));
      feed(page.value(i));
    }
  }

  /// Feeds the rows of `page` that `rows` holds.
  void feed(LeafPage page, KeyRows rows) {
    if (rows.count() > 0 && rows.isContiguous()) {
      long from = rows.rowOffset(0);
      feed(page.bytes().asSlice(from, rows.rowEnd(rows.count() - 1) - from));
    } else {
      feed(page);
    }
  }

  int value() {
    return (int) crc.getValue();
  }
}
