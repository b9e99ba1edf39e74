package io.fireweed.format.datadir;

import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.FileKind;
import io.fireweed.format.disk.LockMode;
import io.fireweed.format.fault.NotFoundException;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.snap.SnapName;
import io.fireweed.format.wal.SegmentName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The places of one member: its data directory, and its WAL directory where that is elsewhere.
///
/// | place | content |
/// |---|---|
/// | `member/snap/db` | the bbolt file |
/// | `member/snap/*.snap` | raft snapshots |
/// | `member/snap/<index 16 hex>.snap.db` | db files received from the leader |
/// | `member/wal/*.wal` | the log, unless etcd runs with `--wal-dir` |
/// | `member/durable.mark` | how far the log is durable at least; our own member's |
///
/// Source: data directories of etcd 3.4.23 to 3.7.1.
///
/// @param dataDir the value of `--data-dir`
/// @param walDir the value of `--wal-dir`, by default `member/wal` of the data directory
public record MemberDir(Path dataDir, Path walDir) {
  /// Name of the file that says how far the log is durable.
  public static final String DURABLE_MARK = "durable.mark";

  private static final String DB = "db";
  private static final int MAX_FILES = 65_536;
  private static final String VERIFY_HINT = "for a snapshot or a db: fireweed verify FILE";

  /// {@return the places of a member that keeps its WAL in its data directory}
  public static MemberDir of(Path dataDir) {
    return new MemberDir(dataDir, dataDir.resolve("member").resolve("wal"));
  }

  /// {@return the places of a member, with its WAL elsewhere}
  public static MemberDir of(Path dataDir, Path walDir) {
    return new MemberDir(dataDir, walDir);
  }

  public Path memberDir() {
    return dataDir.resolve("member");
  }

  public Path snapDir() {
    return memberDir().resolve("snap");
  }

  /// {@return the bbolt file}
  public Path db() {
    return snapDir().resolve(DB);
  }

  /// {@return the db that was received with the raft snapshot at `index`}
  public Path receivedDb(long index) {
    return snapDir().resolve("%016x.snap.db".formatted(index));
  }

  /// {@return the file that says how far the log is durable at least}
  public Path durableMark() {
    return memberDir().resolve(DURABLE_MARK);
  }

  public Path raftSnapshot(SnapName name) {
    return snapDir().resolve(name.fileName());
  }

  /// {@return every file of the member, at most 65,536, in the order of their names}
  public List<MemberFile> files(Disk disk) throws IOException {
    List<MemberFile> files = new ArrayList<>();
    for (Path directory : List.of(dataDir, memberDir(), snapDir(), walDir)) {
      if (disk.kind(directory) != FileKind.DIRECTORY) {
        continue;
      }
      for (Path path : disk.list(directory)) {
        if (files.size() < MAX_FILES && !isPlace(path)) {
          files.add(new MemberFile(path, role(disk, directory, path)));
        }
      }
    }
    return files;
  }

  /// Looks for the locks of a running etcd: `fcntl` locks on WAL segments, `flock` on the db.
  /// Nothing is created or modified; the locks asked for are shared and released at once.
  public InUse inUse(Disk disk) throws IOException {
    for (MemberFile file : files(disk)) {
      Path path = file.path();
      boolean held =
          switch (file.role()) {
            case WAL_SEGMENT -> isSegmentHeld(disk, path);
            case DB -> isDbHeld(disk, path);
            case RECEIVED_DB,
                RAFT_SNAPSHOT,
                PARTIAL_DB,
                UNFINISHED_DEFRAG,
                SET_ASIDE,
                WAL_PREALLOCATED,
                WRITE_PROBE,
                DURABLE_MARK,
                WRONG_KIND,
                FOREIGN ->
                false;
          };
      if (held) {
        return new InUse.Held(path);
      }
    }
    return new InUse.Free();
  }

  /// Refuses a directory on which a program works.
  ///
  /// @throws RefusedException if one does
  public void requireFree(Disk disk) throws IOException {
    switch (inUse(disk)) {
      case InUse.Free() -> {}
      case InUse.Held(Path file) ->
          throw new RefusedException(
              file + ": a member that is not running expected, found this file locked",
              "stop the member, or work on a copy of its directory");
    }
  }

  /// Refuses what is not the data directory of a member.
  ///
  /// @throws NotFoundException saying what was found, and what to name in its place
  public void requireMember(Disk disk) throws IOException {
    switch (disk.kind(dataDir)) {
      case ABSENT -> throw noMember("nothing", VERIFY_HINT);
      case REGULAR -> throw noMember("a file", VERIFY_HINT);
      case SPECIAL -> throw noMember("a pipe, socket or device", VERIFY_HINT);
      case DIRECTORY -> {
        boolean isMember =
            disk.kind(memberDir()) == FileKind.DIRECTORY || disk.kind(walDir) == FileKind.DIRECTORY;
        if (!isMember) {
          throw noMember("a directory without one named 'member'", nameInstead(disk));
        }
      }
    }
  }

  private NotFoundException noMember(String found, String hint) {
    return new NotFoundException(
        dataDir + ": expected the data directory of a member, found " + found, hint);
  }

  private String nameInstead(Disk disk) throws IOException {
    if (disk.exists(dataDir.resolve("snap")) || disk.exists(dataDir.resolve("wal"))) {
      return "this is the member directory itself: give the one that holds it";
    }
    for (Path path : disk.list(dataDir)) {
      String name = String.valueOf(path.getFileName());
      if ((name.equals(DB) || name.endsWith(".db")) && disk.kind(path) == FileKind.REGULAR) {
        return "to look at a file in it, name the file: fireweed verify " + path;
      }
    }
    return "give the directory of --data-dir, the one that holds 'member'";
  }

  private boolean isPlace(Path path) {
    return path.equals(memberDir()) || path.equals(snapDir()) || path.equals(walDir);
  }

  private FileRole role(Disk disk, Path directory, Path path) throws IOException {
    String name = String.valueOf(path.getFileName());
    FileRole byName =
        directory.equals(snapDir())
            ? snapRole(name)
            : directory.equals(walDir) ? walRole(name) : upperRole(directory, name);
    boolean wrong = byName != FileRole.FOREIGN && disk.kind(path) != FileKind.REGULAR;
    return wrong ? FileRole.WRONG_KIND : byName;
  }

  private static FileRole snapRole(String name) {
    if (name.equals(DB)) {
      return FileRole.DB;
    }
    if (SnapName.find(name).isPresent()) {
      return FileRole.RAFT_SNAPSHOT;
    }
    if (receivedIndex(name).isPresent()) {
      return FileRole.RECEIVED_DB;
    }
    if (name.startsWith("db.tmp.")) {
      return FileRole.UNFINISHED_DEFRAG;
    }
    if (name.startsWith("tmp")) {
      return FileRole.PARTIAL_DB;
    }
    return name.endsWith(".broken") ? FileRole.SET_ASIDE : otherRole(name);
  }

  private static FileRole walRole(String name) {
    if (SegmentName.find(name).isPresent()) {
      return FileRole.WAL_SEGMENT;
    }
    if (name.equals("0.tmp") || name.equals("1.tmp")) {
      return FileRole.WAL_PREALLOCATED;
    }
    return name.endsWith(".wal.broken") ? FileRole.SET_ASIDE : otherRole(name);
  }

  private FileRole upperRole(Path directory, String name) {
    boolean isMark = directory.equals(memberDir()) && name.equals(DURABLE_MARK);
    return isMark ? FileRole.DURABLE_MARK : otherRole(name);
  }

  private static FileRole otherRole(String name) {
    return name.equals(".touch") ? FileRole.WRITE_PROBE : FileRole.FOREIGN;
  }

  /// {@return the index in the name of a received db, or nothing if it is not such a name}
  public static Optional<Long> receivedIndex(String fileName) {
    String ending = ".snap.db";
    if (fileName.length() != 16 + ending.length() || !fileName.endsWith(ending)) {
      return Optional.empty();
    }
    String digits = fileName.substring(0, 16);
    boolean hex = digits.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    return hex ? Optional.of(Long.parseUnsignedLong(digits, 16)) : Optional.empty();
  }

  private static boolean isSegmentHeld(Disk disk, Path path) throws IOException {
    try (DiskFile file = disk.openRead(path)) {
      return file.isRangeLocked();
    }
  }

  private static boolean isDbHeld(Disk disk, Path path) throws IOException {
    try (DiskFile file = disk.openRead(path)) {
      file.lock(LockMode.SHARED);
      return false;
    } catch (RefusedException held) {
      return true;
    }
  }
}
