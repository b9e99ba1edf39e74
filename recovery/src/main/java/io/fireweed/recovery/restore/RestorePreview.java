package io.fireweed.recovery.restore;

import java.util.List;

/// What a plan would do, told without writing anything.
///
/// @param snapshotRevision newest revision in the snapshot, 0 if it has none: what was written to
///     the lost cluster after it is not in the result
/// @param revision where the restored store would stand
/// @param dbBytes length of the db of one member
/// @param remarks what the db holds that the cluster may stumble over, or what would be changed
public record RestorePreview(
    RestorePlan plan, long snapshotRevision, long revision, long dbBytes, List<Remark> remarks) {
  public RestorePreview {
    remarks = List.copyOf(remarks);
  }
}
