package io.fireweed.format.disk;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// An open file, read and written at positions. Closing it releases its locks, not its mappings.
public interface DiskFile extends AutoCloseable {
  Path path();

  /// {@return the length in bytes}
  long size() throws IOException;

  /// Reads at `offset` into the remaining space of `target`. {@return the bytes read, -1 at the
  /// end}
  int read(ByteBuffer target, long offset) throws IOException;

  /// Writes all remaining bytes of `source` at `offset`.
  void write(ByteBuffer source, long offset) throws IOException;

  /// Sets the length; new bytes are zero.
  void truncate(long size) throws IOException;

  /// Makes the content, and the length needed to read it, durable (`fdatasync`).
  void forceData() throws IOException;

  /// Makes content and metadata durable (`fsync`).
  void force() throws IOException;

  /// {@return a read-only view of `size` bytes from `offset`, valid as long as `arena`}
  MemorySegment map(long offset, long size, Arena arena) throws IOException;

  /// Locks the file with `flock(2)`, as Go's bbolt does, without waiting.
  ///
  /// @throws io.fireweed.format.fault.RefusedException if another program holds a lock against it
  void lock(LockMode mode) throws IOException;

  /// Locks every byte with an `fcntl` write lock, as etcd does on its WAL segments, without
  /// waiting. A disk that no other program sees has nothing to lock.
  ///
  /// @throws io.fireweed.format.fault.RefusedException if somebody holds such a lock already
  default void lockRange() throws IOException {}

  /// {@return whether another program holds an `fcntl` write lock on any byte, as etcd does on its
  /// WAL segments}
  ///
  /// Asks for a shared lock and gives it back at once, so a file open for reading will do.
  default boolean isRangeLocked() throws IOException {
    return false;
  }

  @Override
  void close() throws IOException;

  /// Reads until `target` is full.
  ///
  /// @throws EOFException if the file ends first
  default void readFully(ByteBuffer target, long offset) throws IOException {
    long at = offset;
    while (target.hasRemaining()) {
      int count = read(target, at);
      if (count < 0) {
        throw new EOFException(
            path() + ": offset " + at + " expected " + target.remaining() + " more bytes, found 0");
      }
      at += count;
    }
  }

  /// Copies bytes to the same place of another file.
  ///
  /// @throws EOFException if this file ends first
  default void copyTo(DiskFile target, long offset, long size) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate((int) Math.min(size, 1 << 20));
    for (long at = offset; at < offset + size; at += piece.limit()) {
      piece.clear().limit((int) Math.min(piece.capacity(), offset + size - at));
      readFully(piece, at);
      target.write(piece.flip(), at);
    }
  }
}
