package io.fireweed.recovery.salvage;

import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.FileKind;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.wal.LenientWal;
import io.fireweed.format.wal.LogPiece;
import io.fireweed.format.wal.SnapshotPoint;
import io.fireweed.format.wal.TermSpan;
import io.fireweed.format.wal.WalMetadata;
import io.fireweed.format.wal.WalRecord;
import io.fireweed.format.wal.WalRecord.EntryRecord;
import io.fireweed.format.wal.WalSurvey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a WAL is worth: which entries it proves, and whether it is whole to its end.
public sealed interface LogEvidence {
  /// More membership changes than this in one log are taken for damage.
  int MAX_CHANGES = 100_000;

  /// There is no WAL, or none that says whose it is.
  record Absent(Path directory, String reason) implements LogEvidence {}

  /// A WAL that says whose it is.
  ///
  /// @param survey findings, snapshot points and the unbroken pieces
  /// @param metadata whose log it is
  /// @param changes positions of all membership changes, overwritten ones included
  record Present(WalSurvey survey, WalMetadata metadata, List<LogPosition> changes)
      implements LogEvidence {
    public Present {
      changes = List.copyOf(changes);
    }

    /// {@return the pieces that hold entries, those behind a hole included}
    List<LogPiece> pieces() {
      return survey.pieces().stream().filter(piece -> !piece.isEmpty()).toList();
    }

    /// {@return the pieces as fragments of member `member`, in the order of [#pieces()]}
    List<LogFragment> fragments(int member) {
      return pieces().stream().map(piece -> fragment(member, piece)).toList();
    }

    /// Whether the first entries are those that a restore writes: membership alone, followed by a
    /// snapshot. The state they stand on is then in the db and nowhere in the log.
    boolean beginsWithARestore() {
      return survey.snapshots().stream()
          .filter(point -> point.index() > 0)
          .anyMatch(
              point ->
                  changes.stream()
                          .filter(change -> change.index() <= point.index())
                          .map(LogPosition::index)
                          .distinct()
                          .count()
                      == point.index());
    }

    private LogFragment fragment(int member, LogPiece piece) {
      return new LogFragment(
          member,
          piece.base().map(point -> new LogPosition(point.term(), point.index())),
          runs(piece),
          committed(piece),
          settledTerm());
    }

    /// Up to where the entries of a piece are known to be committed. A log with a hole may have
    /// overwritten, inside the hole, what stands before it; then only a snapshot point that agrees
    /// with the piece proves anything.
    private long committed(LogPiece piece) {
      if (survey.islands().isEmpty()) {
        return Math.min(survey.committedIndex(), piece.lastIndex());
      }
      return survey.validSnapshots().stream()
          .filter(point -> agrees(piece, point))
          .mapToLong(SnapshotPoint::index)
          .max()
          .orElse(0);
    }

    /// Every point that [#committed] counts is at or below the commit of the last state record, so
    /// it was known in the term of that record.
    private long settledTerm() {
      return survey.hardState().map(HardState::term).orElse(0L);
    }

    private static boolean agrees(LogPiece piece, SnapshotPoint point) {
      return piece.contains(point.index())
          && piece.termAt(point.index()).orElse(-1) == point.term();
    }

    private static List<LogFragment.Run> runs(LogPiece piece) {
      List<TermSpan> terms = piece.terms();
      List<LogFragment.Run> runs = new ArrayList<>();
      for (int i = 0; i < terms.size(); i++) {
        long last = i + 1 < terms.size() ? terms.get(i + 1).firstIndex() - 1 : piece.lastIndex();
        runs.add(new LogFragment.Run(terms.get(i).term(), terms.get(i).firstIndex(), last));
      }
      return runs;
    }
  }

  /// Looks at a WAL directory without changing it. Damage is a result and not an exception.
  static LogEvidence look(Disk disk, Path directory) throws IOException {
    if (disk.kind(directory) != FileKind.DIRECTORY) {
      return new Absent(directory, "no such directory");
    }
    List<LogPosition> changes = new ArrayList<>();
    WalSurvey survey =
        LenientWal.scan(disk, directory, walRecord -> noteChange(walRecord, changes));
    Optional<WalMetadata> metadata = survey.metadata();
    if (metadata.isEmpty()) {
      return new Absent(directory, "no segment says whose log it is");
    }
    return new Present(survey, metadata.get(), changes);
  }

  private static void noteChange(WalRecord walRecord, List<LogPosition> changes) {
    if (walRecord instanceof EntryRecord entry
        && entry.type() != EntryType.NORMAL
        && changes.size() < MAX_CHANGES) {
      changes.add(new LogPosition(entry.term(), entry.index()));
    }
  }
}
