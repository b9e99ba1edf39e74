package io.fireweed.format.wal;

import io.fireweed.format.disk.Disk;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.fault.NotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Reads a log as etcd does at start-up, and refuses whatever is not whole.
///
/// | rule | etcd | here |
/// |---|---|---|
/// | first segment read | the last whose name index is at most the start | same |
/// | entries at or below the start | skipped | same |
/// | entry `k <= last` | replaces the tail from `k` on | same |
/// | entry `k > last + 1` | crash | [CorruptException] |
/// | metadata | all equal | same |
/// | snapshot record at the start | must exist with that term | same |
/// | torn tail | cut off | [StrictRead.Torn] |
/// | zero sector or zero length, records behind it | they are dropped | [CorruptException] |
/// | non-zero padding, wrong type byte | accepted | [CorruptException] |
///
/// Source: etcd wal/wal.go and wal/repair.go, 3.4.23 to 3.7.1.
public final class StrictWal {
  private static final String SALVAGE = "fireweed salvage reads what can be proven";

  private StrictWal() {}

  /// {@return the log behind `start`}
  ///
  /// @throws CorruptException if the log is not whole, or does not go back to `start`
  /// @throws NotFoundException if there is no log, or no snapshot record at `start`
  public static StrictRead read(Disk disk, Path walDir, SnapshotPoint start) throws IOException {
    Findings findings = new Findings(LenientWal.MAX_FINDINGS);
    List<WalFiles.Segment> all = WalFiles.list(disk, walDir, findings).segments();
    List<WalFiles.Segment> segments = from(all, walDir, start);
    WalSurvey survey = new WalScan(disk, walDir, findings, _ -> {}).run(segments);
    Optional<WalFinding> torn = refuseDamage(survey);
    requirePoint(survey, start);
    WalContents contents =
        new WalContents(
            survey
                .metadata()
                .orElseThrow(
                    () -> new CorruptException(walDir + ": metadata record expected, found none")),
            start,
            survey.hardState(),
            survey.snapshots(),
            requireNoGap(survey, start));
    return torn.isPresent()
        ? new StrictRead.Torn(contents, torn.get())
        : new StrictRead.Whole(contents);
  }

  private static List<WalFiles.Segment> from(
      List<WalFiles.Segment> all, Path walDir, SnapshotPoint start) {
    for (int i = all.size() - 1; i >= 0; i--) {
      if (Long.compareUnsigned(all.get(i).name().index(), start.index()) <= 0) {
        return all.subList(i, all.size());
      }
    }
    throw new NotFoundException(
        walDir
            + ": a segment that begins at or below index "
            + Long.toUnsignedString(start.index())
            + " expected, found "
            + (all.isEmpty() ? "none" : all.getFirst().name().fileName() + " as the first"));
  }

  /// {@return the finding that the end of the log is torn, if it is}
  private static Optional<WalFinding> refuseDamage(WalSurvey survey) throws IOException {
    Optional<WalFinding> torn = Optional.empty();
    for (WalFinding finding : survey.findings()) {
      switch (finding.severity()) {
        case NOTE -> {}
        case TORN -> torn = Optional.of(finding);
        case UNDONE, DAMAGE -> {
          if (finding instanceof WalFinding.UnreadableBlock) {
            throw new IOException(finding.message());
          }
          throw new CorruptException(finding.message(), SALVAGE);
        }
      }
    }
    return torn;
  }

  private static void requirePoint(WalSurvey survey, SnapshotPoint start) {
    Optional<SnapshotPoint> sameIndex = Optional.empty();
    for (SnapshotPoint point : survey.snapshots()) {
      if (point.samePosition(start)) {
        return;
      }
      if (point.index() == start.index()) {
        sameIndex = Optional.of(point);
      }
    }
    if (sameIndex.isPresent()) {
      throw new CorruptException(
          survey.directory()
              + ": snapshot record at "
              + start
              + " expected, found "
              + sameIndex.get());
    }
    throw new NotFoundException(
        survey.directory() + ": snapshot record at " + start + " expected, found none");
  }

  private static LogPiece requireNoGap(WalSurvey survey, SnapshotPoint start) {
    LogPiece log = survey.log();
    boolean reaches = Long.compareUnsigned(log.firstIndex(), start.index() + 1) <= 0;
    if (!log.isEmpty() && !reaches) {
      throw new CorruptException(
          survey.directory()
              + ": entry "
              + Long.toUnsignedString(start.index() + 1)
              + " expected behind the start, found "
              + log,
          "start at the newest snapshot record: "
              + survey.snapshots().stream().reduce(start, (_, newer) -> newer));
    }
    return log;
  }
}
