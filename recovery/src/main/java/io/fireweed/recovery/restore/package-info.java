/// A snapshot becomes the data directories of a new cluster.
///
/// Reading order: [RestorePlan] says everything that will be done, [Restore] does it and answers
/// with a [RestoreOutcome]. Below: [InitialCluster] and [PeerUrl] read what etcd's tools accept,
/// [MembersFile] what ours accepts; [NewCluster] computes ids; [DbEdit] is the one change to the
/// db, [MemberLog] the new log; [Publication], [Staging] and [Target] are the hidden directories
/// and
/// their move into place.
///
/// Callers: the commands of `cli`, and drills. Invariants: the snapshot is never modified; no
/// directory looks like a member before the snapshot is proven and everything is forced; a place
/// that holds something is refused.
@NullMarked
package io.fireweed.recovery.restore;

import org.jspecify.annotations.NullMarked;
