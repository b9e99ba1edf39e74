/// Hashes over a db, as etcd's tools and servers compute them.
///
/// Reading order: [StatusHash], [HashKv], [HashRpc]; then [KeyRows] and [LatestRows], which make
/// the first two fast.
///
/// Callers: status, hashkv, verify, drills, the applier's tests. [HashRpc] is what a member answers
/// to `Maintenance.Hash`; it belongs to no revision, so the offline programs compare by [HashKv]
/// and do not call it. Invariants: one walk over the file (two for [HashKv] with a compaction),
/// strict at every row, no allocation per row, tables outside the heap that are freed when the
/// computation ends.
@NullMarked
package io.fireweed.format.schema.hash;

import org.jspecify.annotations.NullMarked;
