/// Raft snapshot files of an etcd member: `member/snap/*.snap`.
///
/// Reading order: [SnapName], [SnapFile] (the bytes), [RestoreStore] (the v2 store that a restore
/// puts into one), [SnapSurvey] (what the files of a directory are worth).
///
/// Who may call: recovery. Invariants: reading never modifies; a file is believed only if its
/// checksum and its name agree with its content. The db is not here: see `format.bbolt`.
@NullMarked
package io.fireweed.format.snap;

import org.jspecify.annotations.NullMarked;
