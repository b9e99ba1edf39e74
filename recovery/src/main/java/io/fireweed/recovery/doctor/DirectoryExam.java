package io.fireweed.recovery.doctor;

import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.datadir.MemberFile;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.FileKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

/// Looks at names, kinds and modes, without opening a file.
final class DirectoryExam {
  private static final Set<PosixFilePermission> OWNER =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private final Disk disk;
  private final Chart chart;

  DirectoryExam(Disk disk, Chart chart) {
    this.disk = disk;
    this.chart = chart;
  }

  void run() throws IOException {
    MemberDir place = chart.place();
    modes(List.of(place.dataDir(), place.memberDir(), place.snapDir(), place.walDir()));
    for (MemberFile file : place.files(disk)) {
      look(file);
    }
  }

  private void look(MemberFile file) {
    Path path = file.path();
    switch (file.role()) {
      case DB, WAL_SEGMENT, RAFT_SNAPSHOT, WAL_PREALLOCATED, RECEIVED_DB, DURABLE_MARK -> {}
      case PARTIAL_DB ->
          chart.note(
              Cause.LEFTOVER, path + ": a db that was being received; etcd deletes it at start");
      case UNFINISHED_DEFRAG ->
          chart.note(Cause.LEFTOVER, path + ": an unfinished defrag; etcd deletes it at start");
      case SET_ASIDE ->
          chart.warn(
              Cause.LEFTOVER,
              path + ": etcd found it damaged and put it aside",
              "keep it: what was lost may be in it");
      case WRITE_PROBE ->
          chart.note(Cause.LEFTOVER, path + ": left by a check whether the directory is writable");
      case WRONG_KIND ->
          chart.damage(
              Cause.WRONG_KIND,
              path + ": expected a file, found a directory or a device",
              "move it away, or copy the real file back");
      case FOREIGN -> foreign(path);
    }
  }

  private void foreign(Path path) {
    String name = String.valueOf(path.getFileName());
    if (name.equals("lost+found")) {
      return;
    }
    if (name.contains(".tmp") || name.contains(".part") || name.contains(".salvage")) {
      chart.note(Cause.LEFTOVER, path + ": a file of unfinished work, not in use");
    } else if (name.startsWith("wal.broken") || name.endsWith(".broken")) {
      chart.warn(
          Cause.LEFTOVER, path + ": put aside as damaged", "keep it: what was lost may be in it");
    } else {
      chart.note(Cause.LEFTOVER, path + ": not a file of etcd");
    }
  }

  private void modes(List<Path> directories) throws IOException {
    StringJoiner open = new StringJoiner(", ");
    StringJoiner command = new StringJoiner(" ", "chmod 700 ", "");
    for (Path directory : directories) {
      if (disk.kind(directory) == FileKind.DIRECTORY && isOpen(directory)) {
        open.add(directory.toString());
        command.add(directory.toString());
      }
    }
    if (open.length() > 0) {
      chart.warn(
          Cause.OPEN_MODE, "mode expected rwx------, found another: " + open, command.toString());
    }
  }

  private static boolean isOpen(Path directory) throws IOException {
    try {
      return !Files.getPosixFilePermissions(directory).equals(OWNER);
    } catch (UnsupportedOperationException notPosix) {
      return false;
    }
  }
}
