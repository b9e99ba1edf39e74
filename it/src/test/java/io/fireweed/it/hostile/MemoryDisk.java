package io.fireweed.it.hostile;

import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.FileKind;
import io.fireweed.format.disk.LockMode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/// One read-only file in memory, whose owner may damage it between two reads.
record MemoryDisk(Path path, MemorySegment bytes) implements Disk {
  MemoryDisk(Path path, byte[] bytes) {
    this(path, MemorySegment.ofArray(bytes));
  }

  @Override
  public DiskFile openRead(Path wanted) {
    return new MemoryFile(path, bytes);
  }

  @Override
  public FileKind kind(Path wanted) {
    return wanted.equals(path) ? FileKind.REGULAR : FileKind.ABSENT;
  }

  @Override
  public DiskFile openWrite(Path wanted) {
    throw new AssertionError("the input was opened for writing");
  }

  @Override
  public DiskFile create(Path wanted) {
    throw new AssertionError("created " + wanted);
  }

  @Override
  public List<Path> list(Path directory) {
    return List.of(path);
  }

  @Override
  public void createDirectories(Path directory) {
    throw new AssertionError("created " + directory);
  }

  @Override
  public void rename(Path from, Path to) {
    throw new AssertionError("renamed " + from);
  }

  @Override
  public void replace(Path from, Path to) {
    throw new AssertionError("renamed " + from);
  }

  @Override
  public void delete(Path wanted) {
    throw new AssertionError("deleted " + wanted);
  }

  @Override
  public void deleteTree(Path root) {
    throw new AssertionError("deleted " + root);
  }

  @Override
  public void forceDirectory(Path directory) {}

  private record MemoryFile(Path path, MemorySegment bytes) implements DiskFile {
    @Override
    public long size() {
      return bytes.byteSize();
    }

    @Override
    public int read(ByteBuffer target, long offset) {
      if (offset >= bytes.byteSize()) {
        return -1;
      }
      int count = (int) Math.min(target.remaining(), bytes.byteSize() - offset);
      target.put(bytes.asSlice(offset, count).asByteBuffer());
      return count;
    }

    @Override
    public void write(ByteBuffer source, long offset) {
      throw new AssertionError("the input was written to");
    }

    @Override
    public void truncate(long size) {
      throw new AssertionError("the input was cut");
    }

    @Override
    public void forceData() {}

    @Override
    public void force() {}

    @Override
    public MemorySegment map(long offset, long size, Arena arena) {
      return bytes.asSlice(offset, size).asReadOnly();
    }

    @Override
    public void lock(LockMode mode) {}

    @Override
    public void close() {}
  }
}
