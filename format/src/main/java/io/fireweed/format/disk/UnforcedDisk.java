package io.fireweed.format.disk;

import java.nio.file.Path;

/// A disk on which nothing is made durable: forcing returns at once.
///
/// What was written is there for every program, also after the writer was killed. A power cut may
/// lose or tear any of it.
public final class UnforcedDisk extends LayeredDisk {
  public UnforcedDisk(Disk below) {
    super(below);
  }

  @Override
  protected DiskFile layered(DiskFile file) {
    return new UnforcedFile(file);
  }

  @Override
  public void forceDirectory(Path directory) {}

  private static final class UnforcedFile extends LayeredFile {
    UnforcedFile(DiskFile below) {
      super(below);
    }

    @Override
    public void forceData() {}

    @Override
    public void force() {}
  }
}
