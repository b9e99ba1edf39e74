package io.fireweed.format.bbolt;

import io.fireweed.format.disk.DiskFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Writes pages in ascending order through one buffer, so that neighbours become one write.
///
/// Constant memory: an element larger than the buffer passes through it in pieces.
final class PageStream {
  private static final int BUFFER_BYTES = 1 << 20;

  private final DiskFile file;
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final MemorySegment segment = MemorySegment.ofBuffer(buffer);

  /// File offset of the first byte in the buffer.
  private long start;

  PageStream(DiskFile file) {
    this.file = file;
  }

  /// {@return file offset of the next byte}
  long position() {
    return start + buffer.position();
  }

  /// Continues at `offset`; bytes between are not touched.
  void seek(long offset) throws IOException {
    if (offset != position()) {
      flush();
      start = offset;
    }
  }

  /// Fills with zeros up to `offset`.
  void padTo(long offset) throws IOException {
    while (position() < offset) {
      int length = (int) Math.min(room(1), offset - position());
      segment.asSlice(buffer.position(), length).fill((byte) 0);
      buffer.position(buffer.position() + length);
    }
  }

  void putHeader(PageHeader header) throws IOException {
    room(PageHeader.SIZE);
    header.write(segment, buffer.position());
    buffer.position(buffer.position() + PageHeader.SIZE);
  }

  /// Writes an entry of a leaf's element table.
  ///
  /// @param position bytes from the entry to its key
  void putLeafEntry(int flags, long position, int keySize, int valueSize) throws IOException {
    room(TreePage.ELEMENT_SIZE);
    int at = buffer.position();
    LeafPage.writeEntry(segment, at, flags, position, keySize, valueSize);
    buffer.position(at + TreePage.ELEMENT_SIZE);
  }

  /// Writes an entry of a branch's element table.
  ///
  /// @param position bytes from the entry to its key
  void putBranchEntry(long position, int keySize, long child) throws IOException {
    room(TreePage.ELEMENT_SIZE);
    int at = buffer.position();
    BranchPage.writeEntry(segment, at, position, keySize, child);
    buffer.position(at + TreePage.ELEMENT_SIZE);
  }

  void putLong(long value) throws IOException {
    room(Long.BYTES);
    buffer.putLong(value);
  }

  void put(MemorySegment bytes) throws IOException {
    long done = 0;
    while (done < bytes.byteSize()) {
      int length = (int) Math.min(room(1), bytes.byteSize() - done);
      MemorySegment.copy(bytes, done, segment, buffer.position(), length);
      buffer.position(buffer.position() + length);
      done += length;
    }
  }

  /// Hands everything to the file; durable only after it is forced.
  void flush() throws IOException {
    start = position();
    if (buffer.position() > 0) {
      long offset = start - buffer.position();
      buffer.flip();
      try {
        file.write(buffer, offset);
      } finally {
        buffer.clear();
      }
    }
  }

  /// {@return space left in the buffer, at least `needed`}
  private int room(int needed) throws IOException {
    if (buffer.remaining() < needed) {
      flush();
    }
    return buffer.remaining();
  }
}
