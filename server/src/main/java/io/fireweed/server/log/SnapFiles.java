package io.fireweed.server.log;

import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.FileKind;
import io.fireweed.format.fault.Fault;
import io.fireweed.format.raftlog.Dialect;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.format.snap.SnapFile;
import io.fireweed.format.snap.SnapName;
import io.fireweed.format.wal.SnapshotPoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The `.snap` files of a member.
final class SnapFiles {
  private final Disk disk;
  private final Path directory;

  SnapFiles(Disk disk, Path directory) {
    this.disk = disk;
    this.directory = directory;
  }

  /// {@return the newest one that reads well and that one of `points` confirms} One that does not
  /// read, or that no record confirms, is passed over and stays where it is.
  Optional<RaftSnapshot> newest(List<SnapshotPoint> points) throws IOException {
    for (SnapName name : names().reversed()) {
      SnapshotPoint claimed = SnapshotPoint.of(name.index(), name.term());
      Optional<RaftSnapshot> found =
          points.stream().anyMatch(claimed::samePosition) ? usable(name) : Optional.empty();
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<RaftSnapshot> usable(SnapName name) throws IOException {
    try {
      return Optional.of(SnapFile.read(disk, path(name)));
    } catch (Fault unusable) {
      return Optional.empty();
    }
  }

  /// Publishes a snapshot. A file of that name is one whose record was lost in a crash.
  void write(RaftSnapshot snapshot, Dialect dialect) throws IOException {
    disk.delete(path(new SnapName(snapshot.term(), snapshot.index())));
    SnapFile.write(disk, directory, snapshot, dialect);
  }

  /// Deletes all but the newest `kept`. {@return the index of the oldest that is left}
  Optional<Long> purge(int kept) throws IOException {
    List<SnapName> names = names();
    int surplus = Math.max(0, names.size() - kept);
    for (SnapName name : names.subList(0, surplus)) {
      disk.delete(path(name));
    }
    if (surplus > 0) {
      disk.forceDirectory(directory);
    }
    return names.stream().skip(surplus).map(SnapName::index).min(Long::compareUnsigned);
  }

  private Path path(SnapName name) {
    return directory.resolve(name.fileName());
  }

  private List<SnapName> names() throws IOException {
    if (disk.kind(directory) != FileKind.DIRECTORY) {
      return List.of();
    }
    List<SnapName> names = new ArrayList<>();
    for (Path path : disk.list(directory)) {
      SnapName.find(String.valueOf(path.getFileName())).ifPresent(names::add);
    }
    names.sort(Comparator.comparing(SnapName::fileName));
    return names;
  }
}
