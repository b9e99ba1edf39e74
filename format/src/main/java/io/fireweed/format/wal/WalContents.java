package io.fireweed.format.wal;

import io.fireweed.format.disk.Disk;
import io.fireweed.format.raftlog.HardState;
import java.util.List;
import java.util.Optional;

/// What etcd would read from a whole log, starting at a snapshot.
///
/// @param start the point that the entries follow
/// @param snapshots all snapshot records, also those above the last commit
/// @param log the entries, possibly with some at or below the start, which [#entries] leaves out
public record WalContents(
    WalMetadata metadata,
    SnapshotPoint start,
    Optional<HardState> hardState,
    List<SnapshotPoint> snapshots,
    LogPiece log) {
  public WalContents {
    snapshots = List.copyOf(snapshots);
  }

  /// {@return the index of the last entry; that of the start if there is none behind it}
  public long lastIndex() {
    return Math.max(start.index(), log.lastIndex());
  }

  /// {@return a cursor over the entries behind the start}
  public EntryCursor entries(Disk disk) {
    return log.read(disk, start.index() + 1, log.lastIndex());
  }
}
