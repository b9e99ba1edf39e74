/// Keys and their revisions, as etcd's `key` bucket holds them.
///
/// Read [KeyRange] (what a request addresses), then [KeyIndex] (the newest revision of every key,
/// outside the heap, in key order), [KeyStore] (puts and deletes on the bucket and the index
/// together) and [Compactor]. [KeyTree] and [BlockArena] are how the index keeps its promise on
/// memory. The `apply` package is the only caller that writes.
///
/// Invariants: the index names, for every key of the bucket, the row with the highest revision of
/// that key; `compactRevision <= revision`; rows are only ever appended or, by a compaction,
/// deleted.
@NullMarked
package io.fireweed.storage.mvcc;

import org.jspecify.annotations.NullMarked;
