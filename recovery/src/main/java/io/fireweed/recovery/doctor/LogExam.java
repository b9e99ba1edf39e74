package io.fireweed.recovery.doctor;

import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.FileKind;
import io.fireweed.format.fault.Fault;
import io.fireweed.format.schema.MemberId;
import io.fireweed.format.schema.MemberRow;
import io.fireweed.format.snap.SnapName;
import io.fireweed.format.snap.SnapSurvey;
import io.fireweed.format.wal.LogPiece;
import io.fireweed.format.wal.SnapshotPoint;
import io.fireweed.format.wal.WalFinding;
import io.fireweed.format.wal.WalSurvey;
import io.fireweed.recovery.salvage.DbEvidence;
import io.fireweed.recovery.salvage.Electorate;
import io.fireweed.recovery.salvage.Inquest;
import io.fireweed.recovery.salvage.LogEvidence;
import io.fireweed.recovery.salvage.Survivor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Looks at the log and the `.snap` files, and whether a member could start from them and the db.
final class LogExam {
  private static final int SHOWN_FINDINGS = 5;

  private final Disk disk;
  private final Chart chart;
  private final Optional<DbExam.Facts> db;

  LogExam(Disk disk, Chart chart, Optional<DbExam.Facts> db) {
    this.disk = disk;
    this.chart = chart;
    this.db = db;
  }

  void run() throws IOException {
    Survivor survivor = Survivor.look(disk, 0, chart.place());
    receivedDbs(survivor);
    switch (survivor.log()) {
      case LogEvidence.Absent(Path directory, String reason) -> missing(directory, reason);
      case LogEvidence.Present(WalSurvey survey, var metadata, _) -> {
        findings(survey);
        room(survey);
        start(survey, survivor.raftSnapshots());
        if (db.isPresent()) {
          compare(survey, db.get());
          oldMembers(survivor, db.get());
          owner(db.get(), new MemberId(metadata.nodeId()));
        }
      }
    }
  }

  private void missing(Path directory, String reason) throws IOException {
    boolean elsewhere = disk.kind(directory) != FileKind.DIRECTORY;
    chart.damage(
        Cause.WAL_MISSING,
        directory + ": expected a log, found none: " + reason,
        elsewhere
            ? "if etcd ran with --wal-dir, give it here too; else " + chart.salvage()
            : chart.salvage());
  }

  private void findings(WalSurvey survey) {
    int shown = 0;
    for (WalFinding finding : survey.findings()) {
      if (finding instanceof WalFinding.OtherFile) {
        continue;
      }
      switch (finding.severity()) {
        case NOTE -> {}
        case TORN ->
            chart.warn(
                Cause.WAL_TORN,
                finding.message() + "; etcd cuts it off at its next start",
                "copy the directory first; then start the member, or: " + chart.salvage());
        case UNDONE, DAMAGE -> {
          if (finding instanceof WalFinding.PaddingNotZero) {
            chart.warn(Cause.WAL_DAMAGED, finding.message() + "; etcd does not look at it");
          } else if (shown++ < SHOWN_FINDINGS) {
            chart.damage(
                Cause.WAL_DAMAGED,
                finding.message() + "; etcd refuses it or drops everything behind it",
                "do not start etcd on it: " + chart.salvage());
          }
        }
      }
    }
  }

  /// A segment is cut to its records only when the next one is made.
  private void room(WalSurvey survey) {
    if (!survey.hasRoomAtItsEnd()) {
      chart.warn(
          Cause.WAL_CUT,
          survey.segments().getLast().file()
              + ": expected room behind the last record, found the end of the file: it was cut"
              + " there, or the segment behind it in "
              + survey.directory()
              + " is missing",
          "look for the missing segment; a member that starts on this may have lost writes");
    }
  }

  private void receivedDbs(Survivor survivor) {
    for (DbEvidence received : survivor.dbs().subList(1, survivor.dbs().size())) {
      if (received instanceof DbEvidence.Damaged(Path path, _, List<String> damage)) {
        String line = damage.getFirst();
        chart.warn(
            Cause.RECEIVED_DB_DAMAGED,
            line.startsWith(path.toString()) ? line : path + ": " + line);
      }
    }
  }

  /// Which snapshot a member would start from, and whether the log goes on from there.
  private void start(WalSurvey survey, Optional<SnapSurvey> files) {
    long fromFile = 0;
    if (files.isPresent()) {
      fromFile = files.get().newest().map(usable -> usable.name().index()).orElse(0L);
      brokenFiles(survey, files.get());
    }
    long newestRecord =
        survey.validSnapshots().stream().mapToLong(SnapshotPoint::index).max().orElse(0);
    names(survey, Math.max(fromFile, newestRecord));
    LogPiece log = survey.log();
    boolean hasGap = log.firstIndex() > fromFile + 1;
    if (newestRecord > fromFile) {
      String message =
          chart.place().snapDir()
              + ": expected the .snap file of entry "
              + newestRecord
              + ", which the log names, found "
              + (fromFile == 0 ? "none" : "one of entry " + fromFile + " only");
      if (hasGap) {
        chart.damage(Cause.SNAP_MISSING, message + "; up to 3.6 it is needed", chart.salvage());
      } else {
        chart.note(Cause.SNAP_MISSING, message + "; a member starts without it");
      }
    } else if (hasGap) {
      chart.damage(
          Cause.WAL_GAP,
          "the log expected from entry " + (fromFile + 1) + ", found " + log,
          chart.salvage());
    }
    long snapshot = fromFile;
    db.ifPresent(facts -> receivedDb(snapshot, facts));
  }

  /// etcd opens the log at the last segment whose name does not begin behind its snapshot.
  private void names(WalSurvey survey, long snapshot) {
    if (!survey.segments().isEmpty() && survey.segments().getFirst().name().index() > snapshot) {
      chart.damage(
          Cause.WAL_GAP,
          survey.segments().getFirst().file()
              + ": expected the first segment to be named for entry "
              + snapshot
              + " or an earlier one; etcd finds no segment to begin with",
          chart.salvage());
    }
  }

  private void orphan(Path path, long index, long lastEntry) {
    if (index > lastEntry) {
      chart.warn(
          Cause.SNAP_BEYOND_LOG,
          path
              + ": expected at most entry "
              + lastEntry
              + ", with which the log ends, found a later"
              + " snapshot: the log lost its end, or a leader was sending a snapshot");
    } else {
      chart.note(Cause.LEFTOVER, path + ": no record of the log names it; etcd skips it");
    }
  }

  private void brokenFiles(WalSurvey survey, SnapSurvey files) {
    for (SnapSurvey.Finding file : files.files()) {
      switch (file) {
        case SnapSurvey.Finding.Usable _ -> {}
        case SnapSurvey.Finding.Orphan(Path path, SnapName name, _) ->
            orphan(path, name.index(), survey.log().lastIndex());
        case SnapSurvey.Finding.Broken(Path path, String reason) ->
            chart.warn(
                Cause.SNAP_DAMAGED,
                path + ": " + reason + "; etcd puts it aside and takes an older one");
        case SnapSurvey.Finding.Unreadable(Path path, String reason) ->
            chart.damage(
                Cause.SNAP_DAMAGED,
                path + ": cannot be read: " + reason,
                "repair the disk or the mode of the file");
      }
    }
  }

  private void receivedDb(long snapshot, DbExam.Facts facts) {
    if (Long.compareUnsigned(snapshot, facts.index()) <= 0) {
      return;
    }
    Path received = chart.place().receivedDb(snapshot);
    String behind = "the db ends with entry " + facts.index() + ", the newest .snap is " + snapshot;
    try {
      if (disk.kind(received) == FileKind.REGULAR) {
        chart.note(
            Cause.RECEIVED_DB_WAITING, behind + "; " + received + " replaces it at the next start");
        return;
      }
    } catch (IOException unreadable) {
      behind += "; " + unreadable.getMessage();
    }
    chart.damage(
        Cause.RECEIVED_DB_MISSING,
        behind + "; expected " + received + ", found none; etcd refuses to start",
        chart.salvage());
  }

  private void compare(WalSurvey survey, DbExam.Facts facts) {
    LogPiece log = survey.log();
    if (Long.compareUnsigned(facts.index(), log.lastIndex()) > 0) {
      chart.damage(
          Cause.WAL_BEHIND_DB,
          "the db ends with entry "
              + facts.index()
              + ", the log with entry "
              + log.lastIndex()
              + "; a member that starts on this swallows the next "
              + writes(facts.index() - log.lastIndex()),
          chart.salvage() + ", then fireweed restore salvaged.db --members M --output-dir NEW");
    } else if (log.lastIndex() > facts.index()) {
      chart.warn(
          Cause.WAL_AHEAD_OF_DB,
          "the db ends with entry "
              + facts.index()
              + " (revision "
              + facts.revision()
              + "), the log with entry "
              + log.lastIndex()
              + "; a member applies the rest when it starts, a restore of the db alone loses it",
          "start the member; or, without its cluster: " + chart.salvage());
    }
  }

  private static String writes(long count) {
    return count == 1 ? "write" : count + " writes";
  }

  private void owner(DbExam.Facts facts, MemberId owner) {
    boolean isKnown = facts.members().present().isEmpty() || chart.has(Cause.RESTORED_BY_3_4);
    if (!isKnown && !facts.members().has(owner)) {
      chart.warn(
          Cause.WAL_OF_ANOTHER_MEMBER,
          "the log is that of member " + owner + ", whom the db does not know",
          "if the db was copied from elsewhere, restore it instead");
    }
  }

  /// Members in the db that the log's configuration does not have.
  private void oldMembers(Survivor survivor, DbExam.Facts facts) {
    List<Long> voters;
    try {
      voters =
          voters(new Inquest(disk, List.of(survivor), Optional.empty()).evidence().electorate());
    } catch (Fault | IOException unreadable) {
      return;
    }
    TreeSet<MemberId> old = new TreeSet<>();
    for (MemberRow row : facts.members().present().values()) {
      if (row.role() == MemberRow.Role.VOTER && !voters.contains(row.id().value())) {
        old.add(row.id());
      }
    }
    if (voters.isEmpty() || old.isEmpty()) {
      return;
    }
    String who = "members " + old + " are in the db and not in the configuration of the log";
    if (facts.term().isEmpty()) {
      chart.warn(
          Cause.RESTORED_BY_3_4,
          who
              + ", as a restore by 3.4 leaves it; 3.4 and 3.5 start, 3.6 panics,"
              + " 3.7 gets no leader",
          "before an upgrade: fireweed salvage, then fireweed restore");
    } else if (!chart.has(Cause.ZOMBIE_MEMBER)) {
      chart.warn(Cause.ZOMBIE_MEMBER, who + "; harmless up to 3.5, real members from 3.6 on");
    }
  }

  private static List<Long> voters(Electorate electorate) {
    return switch (electorate) {
      case Electorate.SingleVoter(long voter) -> List.of(voter);
      case Electorate.Majority(List<Long> present, List<Long> absent) -> both(present, absent);
      case Electorate.Minority(List<Long> present, List<Long> absent) -> both(present, absent);
      case Electorate.Unknown() -> List.of();
    };
  }

  private static List<Long> both(List<Long> present, List<Long> absent) {
    List<Long> all = new ArrayList<>(present);
    all.addAll(absent);
    all.sort(Comparator.naturalOrder());
    return all;
  }
}
