package io.fireweed.format.bbolt;

import io.fireweed.format.disk.DiskFile;
import java.io.IOException;

/// Appends pages one behind the other, from page 2 on, to a db that is written front to back.
///
/// Page numbers follow from the position, so a page gets its number when it starts. Invariant
/// between pages: the position is a multiple of the page size.
final class PageOutput {
  private final PageStream stream;
  private final int pageSize;

  PageOutput(DiskFile file, int pageSize) throws IOException {
    this.stream = new PageStream(file);
    this.pageSize = pageSize;
    stream.seek(2L * pageSize);
  }

  /// {@return the number of the next page}
  Pgid nextPgid() {
    return new Pgid(stream.position() / pageSize);
  }

  /// Starts a page of `sizeBytes` bytes, header included; it overflows as far as it must.
  ///
  /// @return where to put the element table and the data
  PageStream startPage(int flags, int count, long sizeBytes) throws IOException {
    long overflow = (sizeBytes - 1) / pageSize;
    stream.putHeader(new PageHeader(nextPgid(), flags, count, overflow));
    return stream;
  }

  /// Fills the rest of the last page with zeros.
  void endPage() throws IOException {
    stream.padTo(Math.ceilDiv(stream.position(), pageSize) * pageSize);
  }

  void flush() throws IOException {
    stream.flush();
  }
}
