package io.fireweed.format.wal;

import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.wal.LogPiece.Beginning;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Everything a lenient look at a WAL found, without entry data.
///
/// @param segments readable segments in order
/// @param metadata of the first segment that has any
/// @param hardState of the last verified state record
/// @param snapshots verified snapshot records in file order
/// @param pieces the effective log in file order; the first may be superseded by a snapshot jump,
///     those from the first gap on are evidence whose place in the log is not proven
/// @param findings in file order, at most [LenientWal#MAX_FINDINGS]
public record WalSurvey(
    Path directory,
    List<SegmentReport> segments,
    Optional<WalMetadata> metadata,
    Optional<HardState> hardState,
    List<SnapshotPoint> snapshots,
    List<LogPiece> pieces,
    List<WalFinding> findings) {
  public WalSurvey {
    segments = List.copyOf(segments);
    snapshots = List.copyOf(snapshots);
    pieces = List.copyOf(pieces);
    findings = List.copyOf(findings);
  }

  /// {@return the log up to the first gap, from the last snapshot jump before it}
  public LogPiece log() {
    LogPiece log = pieces.getFirst();
    for (LogPiece piece : pieces.subList(1, pieces.size())) {
      if (piece.beginning() == Beginning.GAP) {
        break;
      }
      log = piece;
    }
    return log;
  }

  /// {@return the pieces behind the first gap; never part of [#log()]}
  public List<LogPiece> islands() {
    for (int i = 0; i < pieces.size(); i++) {
      if (i > 0 && pieces.get(i).beginning() == Beginning.GAP) {
        return pieces.subList(i, pieces.size());
      }
    }
    return List.of();
  }

  /// {@return an index that is certainly committed: the last commit or snapshot that was recorded}
  public long committedIndex() {
    long commit = hardState.map(HardState::commit).orElse(0L);
    for (SnapshotPoint point : validSnapshots()) {
      commit = Math.max(commit, point.index());
    }
    return commit;
  }

  /// {@return the snapshot records that etcd accepts: those at or below the last commit}
  public List<SnapshotPoint> validSnapshots() {
    long commit = hardState.map(HardState::commit).orElse(0L);
    return snapshots.stream().filter(p -> Long.compareUnsigned(p.index(), commit) <= 0).toList();
  }

  /// {@return the findings by weight, what costs most first; of one weight in file order}
  public List<WalFinding> worstFirst() {
    return findings.stream()
        .sorted(Comparator.comparing(WalFinding::severity, Comparator.reverseOrder()))
        .toList();
  }

  /// {@return whether the last segment is longer than its records, as every segment is that etcd
  /// writes to; one that has ended is cut to its records before the next one is made}
  public boolean hasRoomAtItsEnd() {
    return segments.isEmpty() || segments.getLast().endOffset() < segments.getLast().size();
  }

  /// {@return whether nothing is damaged, torn or unproven}
  public boolean isWhole() {
    return findings.stream()
        .allMatch(
            finding ->
                switch (finding.severity()) {
                  case NOTE, UNDONE -> true;
                  case TORN, DAMAGE -> false;
                });
  }
}
