/// The log of one member: what its storage holds, and what is on the way there.
///
/// [RaftLog] is the whole of it, with its commit and apply positions; [Unstable] is the part that
/// storage does not hold yet; [Storage] is what the caller provides, and [MemoryStorage] one that
/// forgets everything at the end. [EntryBuffer] holds neighbouring entries; a [LogPosition] names
/// one; [EntrySizes] says how large they are.
///
/// Nothing here waits or fails: positions are checked before storage is asked.
@NullMarked
package io.fireweed.raft.log;

import org.jspecify.annotations.NullMarked;
