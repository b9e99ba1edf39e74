package io.fireweed.format.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// A [SequentialFile] that is written like any other file, through the page cache.
final class CachedFile implements SequentialFile {
  private final DiskFile file;
  private long position;

  /// @param file empty; closes with this
  CachedFile(DiskFile file) {
    this.file = file;
  }

  @Override
  public Path path() {
    return file.path();
  }

  @Override
  public void append(ByteBuffer source) throws IOException {
    int length = source.remaining();
    file.write(source, position);
    position += length;
  }

  @Override
  public DiskFile finish() {
    return file;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
