package io.fireweed.format.schema.hash;

import io.fireweed.format.bbolt.LeafPage;
import io.fireweed.format.checksum.Crc32c;
import io.fireweed.format.wire.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.zip.CRC32C;

/// A CRC-32C over names and rows, one update per packed page.
final class RowHasher {
  private final CRC32C crc = new CRC32C();

  void feed(Bytes bytes) {
    crc.update(bytes.buffer());
  }

  void feed(MemorySegment bytes) {
    Crc32c.feed(crc, bytes);
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
