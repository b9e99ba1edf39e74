package io.fireweed.format.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// A new file that is written once, from its start to its end.
///
/// A file system that knows this may write past the page cache (`O_DIRECT`): the processor copies
/// nothing, and what other programs have cached stays where it is. Nothing is durable until the
/// file that [#finish] gives is forced.
public interface SequentialFile extends AutoCloseable {
  /// Bytes that go to the device at once.
  int BLOCK_BYTES = 4 << 20;

  /// Address boundary of a buffer that the device can read from without another copy.
  int ALIGNMENT_BYTES = 4096;

  Path path();

  /// Writes all remaining bytes of `source` behind those before. Fastest are whole blocks in a
  /// buffer of [#allocateBlock].
  void append(ByteBuffer source) throws IOException;

  /// Writes what was held back. {@return the file, to be changed, forced and closed like any other}
  /// Nothing may be appended after this.
  DiskFile finish() throws IOException;

  /// Closes the file, the one that [#finish] gave too.
  @Override
  void close() throws IOException;

  /// {@return an empty buffer of [#BLOCK_BYTES] outside the heap, at an aligned address}
  static ByteBuffer allocateBlock() {
    return ByteBuffer.allocateDirect(BLOCK_BYTES + ALIGNMENT_BYTES)
        .alignedSlice(ALIGNMENT_BYTES)
        .limit(BLOCK_BYTES)
        .slice();
  }
}
