package io.fireweed.format.disk;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.Optional;

/// A file of [LocalDisk]. Not safe for use by several threads, but its mappings are.
final class LocalFile implements DiskFile {
  private final Path path;
  private final FileChannel channel;
  private Optional<Flock> held = Optional.empty();
  private Optional<RangeLock> heldRange = Optional.empty();

  LocalFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public int read(ByteBuffer target, long offset) throws IOException {
    try {
      return channel.read(target, offset);
    } catch (IOException e) {
      throw named(path, e);
    }
  }

  @Override
  public void write(ByteBuffer source, long offset) throws IOException {
    long at = offset;
    try {
      while (source.hasRemaining()) {
        at += channel.write(source, at);
      }
    } catch (IOException e) {
      throw named(path, e);
    }
  }

  @Override
  public void truncate(long size) throws IOException {
    long before = channel.size();
    try {
      if (size < before) {
        channel.truncate(size);
      } else if (size > before) {
        channel.write(ByteBuffer.allocate(1), size - 1);
      }
    } catch (IOException e) {
      throw named(path, e);
    }
  }

  @Override
  public void forceData() throws IOException {
    force(path, channel, false);
  }

  @Override
  public void force() throws IOException {
    force(path, channel, true);
  }

  @Override
  public MemorySegment map(long offset, long size, Arena arena) throws IOException {
    return channel.map(FileChannel.MapMode.READ_ONLY, offset, size, arena);
  }

  @Override
  public void lock(LockMode mode) throws IOException {
    if (held.isPresent()) {
      throw new IllegalStateException(path + " is locked by this file already");
    }
    held = Optional.of(Flock.acquire(path, mode));
  }

  @Override
  public void lockRange() throws IOException {
    if (heldRange.isPresent()) {
      throw new IllegalStateException(path + " is locked by this file already");
    }
    heldRange = Optional.of(RangeLock.acquire(path));
  }

  @Override
  public boolean isRangeLocked() throws IOException {
    try (FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
      return lock == null;
    }
  }

  /// The kernel copies, and shares the blocks where the file system can.
  @Override
  public void copyTo(DiskFile target, long offset, long size) throws IOException {
    if (!(target instanceof LocalFile local)) {
      DiskFile.super.copyTo(target, offset, size);
      return;
    }
    local.channel.position(offset);
    long at = offset;
    while (at < offset + size) {
      long count = transfer(at, offset + size - at, local);
      if (count <= 0) {
        throw new EOFException(
            path + ": offset " + at + " expected " + (offset + size - at) + " more bytes, found 0");
      }
      at += count;
    }
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      if (held.isPresent()) {
        held.get().close();
        held = Optional.empty();
      }
      if (heldRange.isPresent()) {
        heldRange.get().close();
        heldRange = Optional.empty();
      }
    }
  }

  private long transfer(long at, long size, LocalFile target) throws IOException {
    try {
      return channel.transferTo(at, size, target.channel);
    } catch (IOException e) {
      throw named(target.path, e);
    }
  }

  static void force(Path path, FileChannel channel, boolean withMetadata) throws IOException {
    try {
      channel.force(withMetadata);
    } catch (IOException e) {
      throw named(path, e);
    }
  }

  /// {@return the failure with its file, which the operating system's words leave out}
  private static IOException named(Path path, IOException e) {
    return e.getClass() == IOException.class ? new IOException(path + ": " + e.getMessage(), e) : e;
  }
}
