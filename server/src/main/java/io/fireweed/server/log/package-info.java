/// The durable log of a member: what it must remember whatever happens to its machine.
///
/// [DurableLog] is `member/wal` and the `.snap` files of `member/snap` as the consensus core's
/// storage; [LogOptions] says what is kept. [StandingLog] is the log as it was found, before
/// anything is changed; [OpenLog] says what was repaired. `SnapFiles` holds the `.snap` files,
/// `DurableMark` with `Mark` says how far the log reaches at least.
///
/// Order of writing, which is etcd's: a received snapshot's file, its record in the WAL, the
/// entries, the hard state; a synchronization where [io.fireweed.raft.Ready#mustSync()] asks for
/// one. A snapshot of the member's own: its file, its record, then older entries are forgotten and
/// older files purged.
///
/// After each synchronization the mark says how far the log is durable now, and a log that ends
/// before its mark is refused.
///
/// Who may call: the member's loop, one thread. Invariants: what [DurableLog#append] was given is
/// durable when it returns, if it must be; a failed write or synchronization ends the use of the
/// log; a segment is deleted only when it lies wholly before the oldest snapshot that is kept; all
/// segments in use are locked against other programs as etcd locks them.
@NullMarked
package io.fireweed.server.log;

import org.jspecify.annotations.NullMarked;
