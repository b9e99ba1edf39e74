package io.fireweed.testkit.embedded;

import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.LayeredDisk;
import io.fireweed.format.disk.LayeredFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// A disk that takes nothing any more from a moment on, as if its user had been killed: what was
/// written stays, what was not is lost.
final class MortalDisk extends LayeredDisk {
  private volatile boolean ended;

  MortalDisk(Disk below) {
    super(below);
  }

  /// From now on every change fails.
  void end() {
    ended = true;
  }

  private void requireLife(Path path) throws IOException {
    if (ended) {
      throw new IOException(path + ": the member was crashed");
    }
  }

  @Override
  protected DiskFile layered(DiskFile file) {
    return new MortalFile(file);
  }

  @Override
  public DiskFile create(Path path) throws IOException {
    requireLife(path);
    return super.create(path);
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    requireLife(directory);
    super.createDirectories(directory);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    requireLife(from);
    super.rename(from, to);
  }

  @Override
  public void replace(Path from, Path to) throws IOException {
    requireLife(from);
    super.replace(from, to);
  }

  @Override
  public void delete(Path path) throws IOException {
    requireLife(path);
    super.delete(path);
  }

  @Override
  public void deleteTree(Path root) throws IOException {
    requireLife(root);
    super.deleteTree(root);
  }

  private final class MortalFile extends LayeredFile {
    MortalFile(DiskFile below) {
      super(below);
    }

    @Override
    public void write(ByteBuffer source, long offset) throws IOException {
      requireLife(path());
      super.write(source, offset);
    }

    @Override
    public void truncate(long size) throws IOException {
      requireLife(path());
      super.truncate(size);
    }

    @Override
    public void forceData() throws IOException {
      requireLife(path());
      super.forceData();
    }

    @Override
    public void force() throws IOException {
      requireLife(path());
      super.force();
    }
  }
}
