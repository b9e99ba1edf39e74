package io.fireweed.format.bbolt;

import io.fireweed.format.disk.DiskFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// Writes pages one behind the other, from page 2 on, through one buffer.
///
/// Page numbers follow from the position, so a page is numbered when it starts. Invariant between
/// pages: the position is a multiple of the page size.
final class PageOutput {
  private static final int BUFFER_BYTES = 1 << 20;

  private final DiskFile file;
  private final int pageSize;
  private final ByteBuffer ioBuffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final MemorySegment buffer = MemorySegment.ofBuffer(ioBuffer);
  private long flushedTo;
  private int used;

  PageOutput(DiskFile file, int pageSize) {
    this.file = file;
    this.pageSize = pageSize;
    this.flushedTo = 2L * pageSize;
  }

  /// {@return the number of the next page}
  Pgid nextPgid() {
    return new Pgid((flushedTo + used) / pageSize);
  }

  /// Starts a page of `sizeBytes` bytes, header included; it overflows as far as it must.
  void startPage(int flags, int count, long sizeBytes) throws IOException {
    long overflow = (sizeBytes + pageSize - 1) / pageSize - 1;
    reserve(PageHeader.SIZE);
    new PageHeader(nextPgid(), flags, count, overflow).write(buffer, used);
    used += PageHeader.SIZE;
  }

  /// Appends the element table entry of a leaf; `pos` counts from the entry to its key.
  void leafElement(int flags, long pos, int keySize, int valueSize) throws IOException {
    reserve(TreePage.ELEMENT_SIZE);
    LeafPage.writeEntry(buffer, used, flags, pos, keySize, valueSize);
    used += TreePage.ELEMENT_SIZE;
  }

  /// Appends the element table entry of a branch; `pos` counts from the entry to its key.
  void branchElement(long pos, int keySize, long child) throws IOException {
    reserve(TreePage.ELEMENT_SIZE);
    BranchPage.writeEntry(buffer, used, pos, keySize, child);
    used += TreePage.ELEMENT_SIZE;
  }

  /// Appends bytes of any length.
  void bytes(MemorySegment source, long offset, long size) throws IOException {
    long done = 0;
    while (done < size) {
      if (used == BUFFER_BYTES) {
        flush();
      }
      long part = Math.min(size - done, BUFFER_BYTES - used);
      MemorySegment.copy(source, offset + done, buffer, used, part);
      used += (int) part;
      done += part;
    }
  }

  /// Fills the rest of the last page with zeros.
  void endPage() throws IOException {
    int rest = (int) (-(flushedTo + used) & (pageSize - 1));
    reserve(rest);
    buffer.asSlice(used, rest).fill((byte) 0);
    used += rest;
  }

  /// Hands everything to the file.
  void flush() throws IOException {
    file.write(ioBuffer.slice(0, used), flushedTo);
    flushedTo += used;
    used = 0;
  }

  /// Makes room for `size` bytes in one piece.
  private void reserve(int size) throws IOException {
    if (BUFFER_BYTES - used < size) {
      flush();
    }
  }
}
