package io.fireweed.recovery.salvage;

import io.fireweed.format.datadir.FileRole;
import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.datadir.MemberFile;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.FileKind;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.snap.SnapSurvey;
import io.fireweed.format.snap.SnapSurvey.Finding;
import io.fireweed.format.wal.SnapshotPoint;
import io.fireweed.format.wal.WalFinding;
import io.fireweed.format.wal.WalFinding.Tear;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One data directory and everything it offers.
///
/// @param number its place among the directories given, from 0
/// @param place where its files are
/// @param dbs `member/snap/db` first, then dbs received from a leader, newest first
/// @param log its WAL
/// @param raftSnapshots its `.snap` files
public record Survivor(
    int number,
    MemberDir place,
    List<DbEvidence> dbs,
    LogEvidence log,
    Optional<SnapSurvey> raftSnapshots) {
  public Survivor {
    dbs = List.copyOf(dbs);
  }

  /// The voters at a position of the log, as a file says them.
  record KnownVoters(LogPosition at, ConfState voters) {}

  /// Looks at a directory without changing it.
  ///
  /// @throws io.fireweed.format.fault.NotFoundException if it is not a data directory
  /// @throws io.fireweed.format.fault.RefusedException if a member runs on it
  public static Survivor look(Disk disk, int number, MemberDir place) throws IOException {
    place.requireMember(disk);
    place.requireFree(disk);
    List<DbEvidence> dbs = new ArrayList<>(List.of(DbTriage.look(disk, place.db())));
    for (MemberFile file : place.files(disk).reversed()) {
      if (file.role() == FileRole.RECEIVED_DB) {
        dbs.add(DbTriage.look(disk, file.path()));
      }
    }
    LogEvidence log = LogEvidence.look(disk, place.walDir());
    Optional<SnapSurvey> raftSnapshots =
        disk.kind(place.snapDir()) == FileKind.DIRECTORY
            ? Optional.of(SnapSurvey.scan(disk, place.snapDir(), validPoints(log)))
            : Optional.empty();
    return new Survivor(number, place, dbs, log, raftSnapshots);
  }

  /// {@return the member's id, as its WAL says it}
  public Optional<Long> memberId() {
    return log instanceof LogEvidence.Present present
        ? Optional.of(present.metadata().nodeId())
        : Optional.empty();
  }

  /// {@return the whole states among its dbs}
  List<DbEvidence.Whole> wholeDbs() {
    return dbs.stream()
        .filter(DbEvidence.Whole.class::isInstance)
        .map(DbEvidence.Whole.class::cast)
        .toList();
  }

  /// {@return whether its log is whole to its end, so that it lacks nothing it ever acknowledged}
  ///
  /// A last record with a zeroed sector does not count against it: that is what a power cut leaves
  /// of a record that was never forced, so never acknowledged. A file that ends inside a record
  /// does: etcd's segments are longer than their content, so something has cut this one. So does
  /// one
  /// that ends exactly with its last record: it was cut there, or the segment behind it is missing.
  /// So does a log that ends before an entry which this member's own files call committed: it lost
  /// its end without a trace, and nobody knows how much of it.
  boolean isWitness() {
    return log instanceof LogEvidence.Present present
        && present.survey().findings().stream().allMatch(Survivor::isHarmless)
        && present.survey().hasRoomAtItsEnd()
        && present.survey().log().lastIndex() >= Math.max(certainIndex(), claimedIndex());
  }

  private static boolean isHarmless(WalFinding finding) {
    return switch (finding.severity()) {
      case NOTE, UNDONE -> true;
      case TORN -> finding instanceof WalFinding.TornTail torn && torn.tear() == Tear.ZERO_SECTOR;
      case DAMAGE -> false;
    };
  }

  /// Refuses a directory whose db alone is not all it holds.
  ///
  /// @throws RefusedException if the log goes on after the newest db
  public void requireNothingBehindTheDb() {
    if (dbs.getFirst() instanceof DbEvidence.Damaged(Path path, _, List<String> damage)) {
      throw new RefusedException(
          path + ": expected a sound db, found damage: " + damage.getFirst(),
          "the log and the other members may make up for it: fireweed salvage "
              + place.dataDir()
              + " --output FILE; if they do not, the file by itself: fireweed restore "
              + path
              + " --skip-hash-check");
    }
    long inDb = wholeDbs().stream().mapToLong(DbEvidence.Whole::index).max().orElse(0);
    if (log instanceof LogEvidence.Present present) {
      long inLog =
          present.fragments(number).stream().mapToLong(LogFragment::last).max().orElse(inDb);
      if (inLog > inDb) {
        throw new RefusedException(
            place.dataDir()
                + ": expected a db that holds every entry of its log, found the db at entry "
                + inDb
                + " and the log at entry "
                + inLog,
            "the log may hold acknowledged writes: fireweed salvage "
                + place.dataDir()
                + " --output FILE, then restore FILE");
      }
    }
  }

  /// {@return the highest index that its files call committed}
  long certainIndex() {
    long certain =
        log instanceof LogEvidence.Present(var survey, _, _) ? survey.committedIndex() : 0;
    for (DbEvidence.Whole db : wholeDbs()) {
      certain = Math.max(certain, db.index());
    }
    return certain;
  }

  /// The highest index that a damaged db, or a `.snap` file without a record in the log, names. It
  /// proves no entry, the number may be what is damaged; but a log that ends before it is not known
  /// to be whole.
  private long claimedIndex() {
    long claimed = 0;
    for (DbEvidence db : dbs) {
      if (db instanceof DbEvidence.Damaged damaged) {
        claimed = Math.max(claimed, damaged.claimedIndex());
      }
    }
    for (Finding file : raftSnapshots.map(SnapSurvey::files).orElse(List.of())) {
      if (file instanceof Finding.Orphan orphan) {
        claimed = Math.max(claimed, orphan.name().index());
      }
    }
    return claimed;
  }

  /// {@return the configurations that WAL snapshot records and `.snap` files name}
  List<KnownVoters> knownVoters() {
    List<KnownVoters> known = new ArrayList<>();
    for (SnapshotPoint point : validPoints(log)) {
      point
          .confState()
          .filter(state -> !state.voters().isEmpty())
          .ifPresent(
              state ->
                  known.add(new KnownVoters(new LogPosition(point.term(), point.index()), state)));
    }
    for (Finding file : raftSnapshots.map(SnapSurvey::files).orElse(List.of())) {
      if (file instanceof Finding.Usable usable) {
        LogPosition at = new LogPosition(usable.name().term(), usable.name().index());
        known.add(new KnownVoters(at, usable.confState()));
      }
    }
    return known;
  }

  private static List<SnapshotPoint> validPoints(LogEvidence log) {
    return switch (log) {
      case LogEvidence.Present present -> present.survey().validSnapshots();
      case LogEvidence.Absent _ -> List.of();
    };
  }
}
