package io.fireweed.recovery.restore;

import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.FileKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/// A file that says of the directory it stands in: put here by a restore that is not finished.
///
/// It holds, as UTF-8, the path of the hidden directory whose `member` the restore moves into place
/// last. While `member` is still there, the mark is true; afterwards the restore is finished, and
/// the mark says nothing. So one rename finishes any number of members.
final class UnfinishedMark {
  private static final int MAX_BYTES = 16 << 10;

  private UnfinishedMark() {}

  static void write(DiskFile mark, Path last) throws IOException {
    mark.write(ByteBuffer.wrap(last.toString().getBytes(StandardCharsets.UTF_8)), 0);
    mark.force();
  }

  /// {@return the hidden directory of the member that goes last, if the mark exists and is true}
  static Optional<Path> find(Disk disk, Path mark) throws IOException {
    if (disk.kind(mark) != FileKind.REGULAR) {
      return Optional.empty();
    }
    try (DiskFile file = disk.openRead(mark)) {
      if (file.size() == 0 || file.size() > MAX_BYTES) {
        return Optional.empty();
      }
      ByteBuffer text = ByteBuffer.allocate((int) file.size());
      file.readFully(text, 0);
      Path last = Path.of(StandardCharsets.UTF_8.decode(text.flip()).toString());
      return disk.exists(MemberDir.of(last).memberDir()) ? Optional.of(last) : Optional.empty();
    } catch (InvalidPathException noPath) {
      return Optional.empty();
    }
  }
}
