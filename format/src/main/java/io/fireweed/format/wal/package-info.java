/// The write-ahead log of an etcd member: `member/wal`.
///
/// Reading order: [SegmentName] and [Frame] (the bytes), [WalRecord] (what is in them),
/// [LenientWal] with [WalSurvey], [WalFinding] and [LogPiece] (what a damaged log is worth),
/// [StrictWal] (what etcd would read), [WalWriter], [WalRepair] and [RestoreWal] (writing),
/// [WalLocks], [WalContinuation], [WalEnd] and [WalPosition] (a member that goes on with its log).
///
/// Who may call: recovery (salvage, restore, doctor), `server.log`, storage only for its tests.
/// [WalRepair] and [WalContinuation] are for a member at its start, the only one who may change its
/// own log; the offline programs never modify an input, so none of them calls it. The two readers
/// are two classes: the strict one
/// refuses what is not whole, the lenient one classifies it.
/// Invariants: no reader modifies a file; entry data is never held in memory beyond one entry; a
/// record is believed only if its checksum continues the chain; damage with verified records
/// behind it is never called a tail.
@NullMarked
package io.fireweed.format.wal;

import org.jspecify.annotations.NullMarked;
