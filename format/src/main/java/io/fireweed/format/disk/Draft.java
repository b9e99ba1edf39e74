package io.fireweed.format.disk;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Changes to a file that stays as it is, kept in memory until copies of it take them.
///
/// So a change is worked out once, while the copies are still being written. It is read as it was:
/// what was written here is seen in the copies only.
public final class Draft implements DiskFile {
  private final Path path;
  private final MemorySegment base;
  private final List<Piece> pieces = new ArrayList<>();
  private long size;

  private record Piece(long offset, ByteBuffer bytes) {}

  /// @param path for messages
  /// @param base the whole file; must stay valid and unchanged while this is used
  public Draft(Path path, MemorySegment base) {
    this.path = path;
    this.base = base.asReadOnly();
    this.size = base.byteSize();
  }

  /// Changes a copy of the file as this one was changed. May be called by several threads.
  public void applyTo(DiskFile copy) throws IOException {
    for (Piece piece : pieces) {
      copy.write(piece.bytes().duplicate(), piece.offset());
    }
    copy.truncate(size);
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int read(ByteBuffer target, long offset) {
    if (offset >= base.byteSize()) {
      return -1;
    }
    int length = (int) Math.min(target.remaining(), base.byteSize() - offset);
    MemorySegment.copy(base, offset, MemorySegment.ofBuffer(target), 0, length);
    target.position(target.position() + length);
    return length;
  }

  @Override
  public void write(ByteBuffer source, long offset) {
    ByteBuffer bytes = ByteBuffer.allocate(source.remaining());
    pieces.add(new Piece(offset, bytes.put(source).flip()));
    size = Math.max(size, offset + bytes.limit());
  }

  @Override
  public void truncate(long wanted) {
    if (wanted < size) {
      throw new IllegalStateException(path + ": a draft only grows");
    }
    size = wanted;
  }

  /// Nothing to do: what counts is that the copies are forced.
  @Override
  public void forceData() {}

  /// Nothing to do: what counts is that the copies are forced.
  @Override
  public void force() {}

  /// {@return a view of the file as it was}
  @Override
  public MemorySegment map(long offset, long length, Arena arena) {
    return base.asSlice(offset, length);
  }

  /// Nothing to do: nobody else can see a draft.
  @Override
  public void lock(LockMode mode) {}

  @Override
  public void close() {}
}
