package io.fireweed.format.wal;

import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.LayeredDisk;
import io.fireweed.format.disk.LayeredFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// A disk on which one file ends early, for readers; nothing is cut below.
final class CutDisk extends LayeredDisk {
  private final Path cut;
  private final long offset;

  CutDisk(Disk below, Path cut, long offset) {
    super(below);
    this.cut = cut;
    this.offset = offset;
  }

  @Override
  protected DiskFile layered(DiskFile file) {
    return file.path().equals(cut) ? new CutFile(file, offset) : file;
  }

  private static final class CutFile extends LayeredFile {
    private final long offset;

    CutFile(DiskFile below, long offset) {
      super(below);
      this.offset = offset;
    }

    @Override
    public long size() throws IOException {
      return Math.min(super.size(), offset);
    }

    @Override
    public int read(ByteBuffer target, long from) throws IOException {
      if (from >= offset) {
        return target.hasRemaining() ? -1 : 0;
      }
      int limit = target.limit();
      target.limit((int) Math.min(limit, target.position() + (offset - from)));
      try {
        return super.read(target, from);
      } finally {
        target.limit(limit);
      }
    }
  }
}
