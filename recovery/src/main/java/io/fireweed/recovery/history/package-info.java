/// The past of a db: its keys at any revision that no compaction has taken away.
///
/// Read [History] (one file, one key, one key's events), [Moment] with [MomentCursor] (all keys at
/// one revision, in key order), [MomentDiff] with [KeyDifference] (two moments side by side).
///
/// Callers: the command line. Invariants: inputs are opened read-only, under a shared lock that
/// keeps a running etcd out; nothing is answered for a revision below the compaction or above the
/// newest; what is held per key is held outside the heap.
@NullMarked
package io.fireweed.recovery.history;

import org.jspecify.annotations.NullMarked;
