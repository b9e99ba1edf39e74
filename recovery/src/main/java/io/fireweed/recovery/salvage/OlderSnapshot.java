package io.fireweed.recovery.salvage;

import io.fireweed.format.disk.Disk;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.fault.NotFoundException;
import io.fireweed.format.schema.SnapshotImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A db file that the operator gave, of which only the newest state will do.
///
/// There is no other member to make up for it, and an older state would be a silent loss.
final class OlderSnapshot {
  private OlderSnapshot() {}

  /// {@return its state}
  ///
  /// @throws NotFoundException if there is no such file
  /// @throws CorruptException if pages or rows are damaged, or its digest is not that of its
  /// content
  static DbEvidence.Whole require(Disk disk, Path path) throws IOException {
    if (!disk.exists(path)) {
      throw new NotFoundException(path + ": expected a db snapshot, found no file");
    }
    try (SnapshotImage image = SnapshotImage.open(disk, path)) {
      image.requireSound(image.digest());
    }
    return switch (DbTriage.look(disk, path)) {
      case DbEvidence.Whole whole -> {
        if (!whole.damage().isEmpty()) {
          throw damaged(path, whole.damage());
        }
        yield whole;
      }
      case DbEvidence.Absent _ ->
          throw new NotFoundException(path + ": expected a db snapshot, found no file");
      case DbEvidence.Blank _ ->
          throw damaged(path, List.of("bucket meta: consistent_index expected a row, found none"));
      case DbEvidence.Damaged(_, _, List<String> damage) -> throw damaged(path, damage);
    };
  }

  private static CorruptException damaged(Path path, List<String> damage) {
    return new CorruptException(
        path + ": expected every page and row sound, found " + String.join("; ", damage),
        "use another snapshot, or see all of it with: fireweed verify " + path);
  }
}
