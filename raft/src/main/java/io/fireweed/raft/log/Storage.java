package io.fireweed.raft.log;

import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.raftlog.RaftSnapshot;
import java.util.List;
import java.util.Optional;

/// What a member has stored, as the core reads it; the caller writes it.
///
/// Invariants: `firstIndex() - 1 <= lastIndex()`; entries `[firstIndex(), lastIndex()]` can be
/// read, and the term at `firstIndex() - 1`, where the snapshot ends. Only the thread that drives
/// the core may change it, or, with asynchronous storage, in the order of the messages to the
/// append thread.
public interface Storage {
  /// {@return term, vote and commit as last stored; all 0 in a new member}
  HardState hardState();

  /// {@return the members at the snapshot, or at the applied index the core starts from}
  ConfState confState();

  long firstIndex();

  /// {@return index of the last entry; `firstIndex() - 1` if there is none}
  long lastIndex();

  /// {@return the term of entry `index`, `firstIndex() - 1 <= index <= lastIndex()`}
  long term(long index);

  /// {@return `[from, to)`, cut where it would exceed `maxBytes`, one entry at least}
  ///
  /// @param from at least `firstIndex()`
  /// @param to above `from`, at most `lastIndex() + 1`
  /// @param maxBytes of the encoded entries; [RaftLog#NO_LIMIT] for none
  List<Entry> entries(long from, long to, long maxBytes);

  /// {@return a snapshot that holds at least everything before `firstIndex()`; nothing while none
  /// can be had, and the core will ask again}
  Optional<RaftSnapshot> snapshot();
}
