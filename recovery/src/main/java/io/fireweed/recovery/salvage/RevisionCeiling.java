package io.fireweed.recovery.salvage;

import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.FileKind;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.raftlog.EntryRange;
import io.fireweed.format.wal.LogPiece;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A revision that no client of a lost cluster can have seen exceeded.
///
/// A log entry moves the main revision up by one at most. So a db at revision `r` and index `i`,
/// with entries up to `n` in any log, bounds the revision by `r + max(0, n - i)`; a log that is
/// whole from its first entry bounds it by `1 + n`. Each bound holds by itself if the files
/// are of one history; the largest is taken in case they are not. Writes that only absent members
/// know are beyond it.
///
/// @param revision the bound
/// @param reason which files prove it
public record RevisionCeiling(long revision, String reason) {
  /// Looks at directories and files of one cluster, without changing them.
  ///
  /// @param points data directories of members, or db and snapshot files
  /// @throws RefusedException if nothing among them tells a revision
  public static RevisionCeiling of(Disk disk, List<Path> points) throws IOException {
    List<DbEvidence.Whole> dbs = new ArrayList<>();
    List<Survivor> survivors = new ArrayList<>();
    for (Path point : points) {
      if (disk.kind(point) == FileKind.DIRECTORY) {
        Survivor survivor = Survivor.look(disk, survivors.size(), MemberDir.of(point));
        survivors.add(survivor);
        dbs.addAll(survivor.wholeDbs());
      } else {
        dbs.add(OlderSnapshot.require(disk, point));
      }
    }
    long lastEntry = lastEntry(survivors);
    return dbs.stream()
        .map(db -> ceiling(db, lastEntry))
        .reduce((one, other) -> one.revision >= other.revision ? one : other)
        .or(() -> withoutDb(survivors, lastEntry))
        .orElseThrow(
            () ->
                new RefusedException(
                    "expected evidence of the highest revision, found no whole db and no whole log",
                    "give data directories of the lost cluster with --evidence, or a number to"
                        + " --bump that is surely larger than the writes since the snapshot"));
  }

  private static RevisionCeiling ceiling(DbEvidence.Whole db, long lastEntry) {
    long behind = Math.max(0, lastEntry - db.index());
    return new RevisionCeiling(
        Math.max(1, db.revision()) + behind,
        db.path()
            + " is at revision "
            + db.revision()
            + (behind == 0
                ? ""
                : " and " + behind + (behind == 1 ? " entry" : " entries") + " behind the log"));
  }

  private static Optional<RevisionCeiling> withoutDb(List<Survivor> survivors, long lastEntry) {
    boolean whole =
        survivors.stream()
            .anyMatch(
                survivor ->
                    survivor.log() instanceof LogEvidence.Present log
                        && !log.beginsWithARestore()
                        && log.survey().log().firstIndex() == 1);
    return whole
        ? Optional.of(
            new RevisionCeiling(1 + lastEntry, "a log of " + new EntryRange(1, lastEntry)))
        : Optional.empty();
  }

  private static long lastEntry(List<Survivor> survivors) {
    return survivors.stream()
        .flatMap(
            survivor ->
                survivor.log() instanceof LogEvidence.Present log
                    ? log.pieces().stream()
                    : Stream.<LogPiece>empty())
        .mapToLong(LogPiece::lastIndex)
        .max()
        .orElse(0);
  }
}
