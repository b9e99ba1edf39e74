package io.fireweed.format.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;

/// A [SequentialFile] of the operating system that is written past the page cache.
///
/// | bytes | way |
/// |---|---|
/// | whole blocks of [SequentialFile#BLOCK_BYTES] | `O_DIRECT`, from aligned memory |
/// | the rest at the end | as any other file |
///
/// The two ways meet at a block boundary, so no page is written by both. A block that the device
/// does not take in the first way is written in the second, and so is every one after it; a full
/// disk therefore fails with the same words as anywhere else.
///
/// Source: open(2) of Linux, section O_DIRECT.
final class DirectFile implements SequentialFile {
  /// Java's name for `O_DIRECT`. Its module, `jdk.unsupported`, is one that a runtime may lack.
  private static final Optional<OpenOption> DIRECT = option("com.sun.nio.file.ExtendedOpenOption");

  private final DiskFile cached;
  private final FileChannel direct;
  private boolean refused;

  /// Bytes written, a multiple of the block.
  private long position;

  /// Holds what does not fill a block yet; made when it is needed.
  private Optional<ByteBuffer> rest = Optional.empty();

  DirectFile(DiskFile cached, FileChannel direct) {
    this.cached = cached;
    this.direct = direct;
  }

  /// {@return a way past the page cache, if the file system has one}
  ///
  /// @param file empty; closes with the result, if there is one
  static Optional<SequentialFile> over(DiskFile file) {
    if (DIRECT.isEmpty()) {
      return Optional.empty();
    }
    try {
      FileChannel direct = FileChannel.open(file.path(), StandardOpenOption.WRITE, DIRECT.get());
      return Optional.of(new DirectFile(file, direct));
    } catch (IOException | UnsupportedOperationException refused) {
      return Optional.empty();
    }
  }

  private static Optional<OpenOption> option(String type) {
    try {
      return Stream.of(Class.forName(type).getEnumConstants())
          .filter(constant -> constant.toString().equals("DIRECT"))
          .map(OpenOption.class::cast)
          .findFirst();
    } catch (ClassNotFoundException absent) {
      return Optional.empty();
    }
  }

  @Override
  public Path path() {
    return cached.path();
  }

  @Override
  public void append(ByteBuffer source) throws IOException {
    while (source.hasRemaining()) {
      if (heldBytes() == 0 && isBlock(source)) {
        writeBlock(source.slice(source.position(), BLOCK_BYTES));
        source.position(source.position() + BLOCK_BYTES);
      } else {
        gather(source);
      }
    }
  }

  private static boolean isBlock(ByteBuffer source) {
    return source.isDirect()
        && source.remaining() >= BLOCK_BYTES
        && source.alignmentOffset(source.position(), ALIGNMENT_BYTES) == 0;
  }

  private int heldBytes() {
    return rest.map(ByteBuffer::position).orElse(0);
  }

  private void gather(ByteBuffer source) throws IOException {
    ByteBuffer block = rest.orElseGet(SequentialFile::allocateBlock);
    rest = Optional.of(block);
    int length = Math.min(block.remaining(), source.remaining());
    block.put(source.slice(source.position(), length));
    source.position(source.position() + length);
    if (!block.hasRemaining()) {
      writeBlock(block.flip());
      block.clear();
    }
  }

  private void writeBlock(ByteBuffer block) throws IOException {
    if (!refused) {
      try {
        writeDirect(block.duplicate());
      } catch (IOException trouble) {
        refused = true;
      }
    }
    if (refused) {
      cached.write(block, position);
    }
    position += BLOCK_BYTES;
  }

  private void writeDirect(ByteBuffer block) throws IOException {
    long at = position;
    while (block.hasRemaining()) {
      at += direct.write(block, at);
    }
  }

  @Override
  public DiskFile finish() throws IOException {
    if (rest.isPresent()) {
      cached.write(rest.get().flip(), position);
      rest = Optional.empty();
    }
    direct.close();
    return cached;
  }

  @Override
  public void close() throws IOException {
    try (cached) {
      direct.close();
    }
  }
}
