/// A member's state while it runs: one thread changes it, any thread reads it.
///
/// [StateMachine] is what the log's thread sees of it, [StateReads] what those see who answer
/// clients, [Upkeep] what keeps the db in order; [LiveState] is all three. Inside:
///
/// 1. [GuardedStores]: the stores, and the lock that is held for microseconds.
/// 2. [Applying] changes them, in memory alone, and tells who watches.
/// 3. [RangeReader] reads: what is long walks the index in slices and fetches rows without a lock.
/// 4. [Committer], over a [CommitQueue], brings what has gathered into the db, in the background.
///    [CompactionRunner] and [Defragmentation] are its other work; [CompactionHashes] run beside.
///
/// Who may call: the member, and everything that answers clients. Invariants: `durable <= applied`;
/// what is read is applied; the db on the disk is exact at its `consistent_index`; after a failed
/// write nothing more is applied.
@NullMarked
package io.fireweed.server.state;

import org.jspecify.annotations.NullMarked;
