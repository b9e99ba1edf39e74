package io.fireweed.cli.fireweed;

import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.FileKind;
import io.fireweed.format.fault.NotFoundException;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.OptionalLong;

/// A POINT on the command line: a snapshot, a db file, or a data directory, which stands for its
/// db; for verbs that look into the past also `FILE@rev:N`.
///
/// @param given as it was named, without the revision
/// @param file the file to read
/// @param revision the moment that was named with it
record Point(Path given, Path file, OptionalLong revision) {
  private static final String REVISION_MARK = "@rev:";

  /// {@return the file to read}
  ///
  /// @throws NotFoundException if a directory is named that is not one of a member with a db
  static Path fileOf(Disk disk, Path point) throws IOException {
    if (disk.kind(point) != FileKind.DIRECTORY) {
      return point;
    }
    MemberDir member = MemberDir.of(point);
    member.requireMember(disk);
    if (!disk.exists(member.db())) {
      throw new NotFoundException(
          member.db() + ": expected the db of a member, found none", "fireweed doctor " + point);
    }
    return member.db();
  }

  /// {@return the point that a word names} A file of exactly that name is taken first.
  static Point of(Disk disk, String word) throws IOException {
    Path whole = path(word);
    int mark = word.lastIndexOf(REVISION_MARK);
    if (mark <= 0 || disk.exists(whole)) {
      return new Point(whole, fileOf(disk, whole), OptionalLong.empty());
    }
    Path path = path(word.substring(0, mark));
    long revision = revision(word.substring(mark + REVISION_MARK.length()));
    return new Point(path, fileOf(disk, path), OptionalLong.of(revision));
  }

  /// {@return whether a data directory was named}
  boolean isDirectory() {
    return !given.equals(file);
  }

  private static long revision(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException notNumber) {
      throw new CommandFailure(
          ExitCode.USAGE, "POINT expected FILE@rev:N with a number, found @rev:" + text);
    }
  }

  private static Path path(String text) {
    try {
      if (!text.isEmpty()) {
        return Path.of(text);
      }
    } catch (InvalidPathException notPath) {
      throw new CommandFailure(ExitCode.USAGE, "POINT expected a path, found " + text);
    }
    throw new CommandFailure(ExitCode.USAGE, "POINT expected a path, found an empty text");
  }
}
