package io.fireweed.recovery.restore;

import java.util.List;

/// What a restore has done.
///
/// @param snapshotRevision the newest revision in the snapshot, 0 if it has none
/// @param revision where the restored store stands; higher after a bump
/// @param dbBytes length of the db of one member
/// @param remarks what the db holds that the cluster may stumble over, or what was changed to fit
public record RestoreReport(
    RestorePlan plan, long snapshotRevision, long revision, long dbBytes, List<Remark> remarks) {
  public RestoreReport {
    remarks = List.copyOf(remarks);
  }
}
