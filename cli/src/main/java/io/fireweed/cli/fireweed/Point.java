package io.fireweed.cli.fireweed;

import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.FileKind;
import java.io.IOException;
import java.nio.file.Path;

/// A POINT on the command line: a snapshot, a db file, or a data directory, which stands for its
/// db.
final class Point {
  private Point() {}

  /// {@return the file to read}
  static Path fileOf(Disk disk, Path point) throws IOException {
    return disk.kind(point) == FileKind.DIRECTORY ? MemberDir.of(point).db() : point;
  }
}
