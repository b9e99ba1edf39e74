package io.fireweed.format.snap;

import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.FileKind;
import io.fireweed.format.fault.Fault;
import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.wal.SnapshotPoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the `.snap` files of a directory are worth, newest first.
///
/// @param missing snapshot records of the WAL without a file, at indexes above 0. Old ones are
///     normal, since etcd keeps five files; only that of the newest matters, up to 3.6
public record SnapSurvey(List<Finding> files, List<SnapshotPoint> missing) {
  private static final int MAX_FILES = 4096;

  public SnapSurvey {
    files = List.copyOf(files);
    missing = List.copyOf(missing);
  }

  /// One file.
  public sealed interface Finding {
    Path path();

    /// Whole, and the WAL says so too.
    record Usable(Path path, SnapName name, ConfState confState) implements Finding {}

    /// Whole, but no valid record of the WAL names it: etcd ignores it.
    record Orphan(Path path, SnapName name, ConfState confState) implements Finding {}

    /// Not a snapshot: etcd renames it to `.snap.broken` and takes an older one.
    record Broken(Path path, String reason) implements Finding {}

    /// Cannot be read.
    record Unreadable(Path path, String reason) implements Finding {}
  }

  /// {@return what is in a directory, given the valid snapshot records of the WAL}
  ///
  /// @throws IOException if the directory cannot be listed
  public static SnapSurvey scan(Disk disk, Path snapDir, List<SnapshotPoint> valid)
      throws IOException {
    List<Finding> files = new ArrayList<>();
    List<Path> listed = disk.list(snapDir);
    for (int i = listed.size() - 1; i >= 0 && files.size() < MAX_FILES; i--) {
      Path path = listed.get(i);
      String fileName = String.valueOf(path.getFileName());
      if (fileName.endsWith(SnapName.ENDING)) {
        files.add(look(disk, path, fileName, valid));
      }
    }
    List<SnapshotPoint> missing =
        valid.stream()
            .filter(point -> point.index() != 0)
            .filter(point -> files.stream().noneMatch(file -> isFileOf(file, point)))
            .toList();
    return new SnapSurvey(files, missing);
  }

  /// {@return the file from which etcd up to 3.6 starts}
  public Optional<Finding.Usable> newest() {
    return files.stream()
        .filter(Finding.Usable.class::isInstance)
        .map(Finding.Usable.class::cast)
        .findFirst();
  }

  private static boolean isFileOf(Finding file, SnapshotPoint point) {
    return file instanceof Finding.Usable usable
        && usable.name().index() == point.index()
        && usable.name().term() == point.term();
  }

  private static Finding look(Disk disk, Path path, String fileName, List<SnapshotPoint> valid)
      throws IOException {
    if (disk.kind(path) != FileKind.REGULAR) {
      return new Finding.Unreadable(path, "expected a file, found something else");
    }
    Optional<SnapName> name = SnapName.find(fileName);
    if (name.isEmpty()) {
      return new Finding.Broken(path, "name expected <16 hex>-<16 hex>.snap, found another");
    }
    try {
      ConfState confState = SnapFile.read(disk, path).confState();
      SnapshotPoint point = SnapshotPoint.of(name.get().index(), name.get().term());
      return valid.stream().anyMatch(point::samePosition)
          ? new Finding.Usable(path, name.get(), confState)
          : new Finding.Orphan(path, name.get(), confState);
    } catch (Fault broken) {
      return new Finding.Broken(path, String.valueOf(broken.getMessage()));
    } catch (IOException trouble) {
      return new Finding.Unreadable(path, String.valueOf(trouble.getMessage()));
    }
  }
}
