/// bbolt, the file format of an etcd member's `db` and of every etcd db snapshot: read, checked,
/// written, all in one small database.
///
/// A file is an array of pages. Two *metas* stand in pages 0 and 1; each points to the root of a
/// B+tree whose leaves hold keys with values, or *buckets*, which are trees again. A write
/// transaction never changes a page that a committed state uses: it writes new pages, forces them,
/// then one meta, and forces that. So a file always holds one complete state, mostly two, and a
/// reader needs no lock.
///
/// ```
/// page 0     page 1     page 2   page 3    page 4   …                    hwm - 1
/// meta n     meta n-1   leaf     leaf ──── overflow branch   free   leaf
///   └─root──────────────────────────────────────────┴─child─▸ …
/// ```
///
/// ## Reading order
///
/// 1. The bytes: [PageHeader], [Meta], [LeafPage], [BranchPage], [BucketHeader], [FreelistPage].
///    Each carries its table, limits, worked bytes and source.
/// 2. `Pages`: the one place where a page number becomes bytes, and what is checked before.
/// 3. Reading: [DbFile] opens a file and chooses a meta, [ReadTx] is one state, [Bucket] and
///    [Cursor] find keys in it, [SnapshotCopy] sends it as a file of its own, [SnapshotSeal] makes
/// the file one.
/// 4. Proving: `TreeWalk` visits each page once and knows all invariants; [Checker] turns what it
///    sees into a [Finding], strict readers into an exception. A [DbVisitor] shares the walk.
/// 5. Writing at once: [BulkWriter] makes a whole db from sorted input, `TreeBuilder` a tree of it,
///    [Compaction] copies a db through it.
/// 6. Writing in place: [Db], [WriteTx], [WriteBucket], [WriteCursor]; inside, `Tree` with its
///    `Node`s, then `Rebalance`, `Spill`, `TxPages` and `Freelist`.
///
/// ## Invariants of one state
///
/// - `hwm * pageSize <= file length` and `2 <= root < hwm`;
/// - each page in `[2, hwm)` is exactly one of: reached from the root by one reference, part of the
///   stored freelist, free;
/// - the id in a page's header is its position, `id + overflow < hwm`;
/// - within a page `key(i) < key(i + 1)`; below a branch `key(i) <= every key of child(i) <
///   key(i + 1)`;
/// - an element ends inside its page; `1 <= key size <= 32768`;
/// - the length of a path from the root is at most 64 pages.
///
/// Bytes of free pages and behind the last value of a page mean nothing and are never looked at.
/// There is no checksum but that of the metas: that a value is what was written can only be told by
/// the digest of a db snapshot, or by etcd's own hashes.
///
/// ## Damage
///
/// Whatever the bytes say, readers end with a result, a
/// [io.fireweed.format.fault.CorruptException] that names file, offset, page, expected and found,
/// or findings. They do not loop (each page counts once), do not allocate more than the file is
/// long, and do not fault when the file is cut under them.
///
/// Callers: `format.schema` for etcd's rows, `storage` through [Db], `recovery` through everything
/// else. Nothing here knows etcd.
@NullMarked
package io.fireweed.format.bbolt;

import org.jspecify.annotations.NullMarked;
