package io.fireweed.format.wal;

import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.wal.LogBuilder.Hole;
import io.fireweed.format.wal.WalFinding.HoleKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// One pass over the segments of a log: verifies every record and builds the [WalSurvey].
///
/// Holds what outlives a segment: the checksum chain, the metadata, the last state and the log.
final class WalScan {
  static final int MAX_SNAPSHOTS = 1 << 16;

  final Findings findings;
  final LogBuilder log;
  private final Disk disk;
  private final Path directory;
  private final Consumer<WalRecord> visitor;
  private final List<SegmentReport> reports = new ArrayList<>();
  private final List<SnapshotPoint> snapshots = new ArrayList<>();
  private Optional<WalMetadata> metadata = Optional.empty();
  private Optional<HardState> hardState = Optional.empty();

  /// The checksum of the log so far; nothing if it is not known any more.
  Optional<Integer> chain = Optional.empty();

  WalScan(Disk disk, Path directory, Findings findings, Consumer<WalRecord> visitor) {
    this.disk = disk;
    this.directory = directory;
    this.findings = findings;
    this.visitor = visitor;
    this.log = new LogBuilder(findings);
  }

  WalSurvey run(List<WalFiles.Segment> segments) {
    RecordPlace end = new RecordPlace(directory, 0);
    for (int i = 0; i < segments.size() && !log.isFull(); i++) {
      WalFiles.Segment segment = segments.get(i);
      if (i == 0) {
        log.begin(segment.name());
        chain = segment.name().seq() == 0 ? Optional.of(0) : Optional.empty();
      } else {
        checkNeighbour(segments.get(i - 1), segment, end);
      }
      end = scan(segment, i == segments.size() - 1);
    }
    if (log.isFull()) {
      findings.add(new WalFinding.LimitReached(end, LogBuilder.MAX_RUNS + " overwritten tails"));
    }
    List<LogPiece> pieces = log.finish();
    hardState
        .filter(state -> Long.compareUnsigned(state.commit(), log.lastIndex()) > 0)
        .ifPresent(
            state -> findings.add(new WalFinding.CommitBeyondLog(state.commit(), log.lastIndex())));
    return new WalSurvey(
        directory, reports, metadata, hardState, snapshots, pieces, findings.finish(end));
  }

  /// Takes a verified record into the log.
  ///
  /// @param seedCrc the checksum of the log before it
  /// @param undone its frame, if that is damaged and the data was proven otherwise
  void accept(WalRecord record, int seedCrc, Optional<Frame> undone) {
    log.resume(record.place());
    switch (record) {
      case WalRecord.MetadataRecord(RecordPlace place, int _, WalMetadata found) -> {
        if (metadata.isPresent() && !metadata.get().equals(found)) {
          findings.add(new WalFinding.MetadataConflict(place, metadata.get(), found));
        }
        metadata = metadata.or(() -> Optional.of(found));
      }
      case WalRecord.EntryRecord entry -> log.entry(entry, seedCrc, undone);
      case WalRecord.StateRecord(RecordPlace _, int _, HardState state) ->
          hardState = Optional.of(state);
      case WalRecord.CrcRecord _ -> {}
      case WalRecord.SnapshotRecord point -> {
        if (snapshots.size() < MAX_SNAPSHOTS) {
          snapshots.add(point.point());
        }
        log.snapshot(point);
      }
    }
    if (undone.isPresent()) {
      log.closeRun();
    }
    visitor.accept(record);
  }

  void report(SegmentReport report) {
    reports.add(report);
  }

  private void checkNeighbour(WalFiles.Segment before, WalFiles.Segment segment, RecordPlace end) {
    long expected = before.name().seq() + 1;
    if (segment.name().seq() != expected) {
      findings.add(new WalFinding.MissingSegments(directory, expected, segment.name().seq() - 1));
      lose(end, HoleKind.MISSING_SEGMENT, "missing segments");
    }
  }

  private RecordPlace scan(WalFiles.Segment segment, boolean isLast) {
    RecordPlace start = new RecordPlace(segment.file(), 0);
    try (DiskFile file = disk.openRead(segment.file());
        SegmentBytes bytes =
            new SegmentBytes(
                file,
                (at, length) ->
                    findings.add(new WalFinding.UnreadableBlock(segment.file(), at, length)))) {
      if (bytes.size() == 0) {
        findings.add(new WalFinding.EmptySegment(segment.file()));
        lose(start, HoleKind.MISSING_SEGMENT, "empty segment");
        return start;
      }
      return new SegmentScan(this, segment, bytes, isLast).run();
    } catch (IOException trouble) {
      findings.add(new WalFinding.UnreadableSegment(segment.file(), reason(trouble)));
      lose(start, HoleKind.UNREADABLE, "segment cannot be read");
      return start;
    }
  }

  private void lose(RecordPlace place, HoleKind kind, String detail) {
    chain = Optional.empty();
    log.hole(new Hole(place, kind, detail, Optional.empty()));
  }

  private static String reason(IOException trouble) {
    String message = trouble.getMessage();
    return message == null ? trouble.getClass().getSimpleName() : message;
  }
}
