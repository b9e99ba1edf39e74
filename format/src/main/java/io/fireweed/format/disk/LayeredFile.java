package io.fireweed.format.disk;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// A file of a [LayeredDisk]: does what the one below does, except for what a subclass changes.
public abstract class LayeredFile implements DiskFile {
  private final DiskFile below;

  protected LayeredFile(DiskFile below) {
    this.below = below;
  }

  @Override
  public Path path() {
    return below.path();
  }

  @Override
  public long size() throws IOException {
    return below.size();
  }

  @Override
  public int read(ByteBuffer target, long offset) throws IOException {
    return below.read(target, offset);
  }

  @Override
  public void write(ByteBuffer source, long offset) throws IOException {
    below.write(source, offset);
  }

  @Override
  public void truncate(long size) throws IOException {
    below.truncate(size);
  }

  @Override
  public void forceData() throws IOException {
    below.forceData();
  }

  @Override
  public void force() throws IOException {
    below.force();
  }

  @Override
  public MemorySegment map(long offset, long size, Arena arena) throws IOException {
    return below.map(offset, size, arena);
  }

  @Override
  public void lock(LockMode mode) throws IOException {
    below.lock(mode);
  }

  @Override
  public void lockRange() throws IOException {
    below.lockRange();
  }

  @Override
  public boolean isRangeLocked() throws IOException {
    return below.isRangeLocked();
  }

  @Override
  public void close() throws IOException {
    below.close();
  }
}
