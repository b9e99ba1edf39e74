package io.fireweed.raft.log;

import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.raft.trace.Level;
import io.fireweed.raft.trace.Trace;
import java.util.List;
import java.util.Optional;

/// What storage does not hold yet: entries from `offset` on, and perhaps a snapshot before them.
///
/// ```
///        offset          offsetInProgress        end
///   ───────┼───────────────────┼──────────────────┤
///   stored │ being written     │ not handed out   │
/// ```
///
/// Invariant: `offset <= offsetInProgress <= end`. An entry leaves when storage says that this very
/// entry, by its term, is durable: it may have been overwritten meanwhile.
final class Unstable {
  private final EntryBuffer entries;
  private final Trace trace;
  private long offsetInProgress;
  private Optional<RaftSnapshot> snapshot = Optional.empty();
  private boolean isSnapshotInProgress;

  Unstable(long offset, Trace trace) {
    this.entries = new EntryBuffer(offset);
    this.offsetInProgress = offset;
    this.trace = trace;
  }

  long offset() {
    return entries.first();
  }

  long offsetInProgress() {
    return offsetInProgress;
  }

  int count() {
    return entries.count();
  }

  /// {@return whether there is a snapshot that storage has not confirmed}
  boolean hasSnapshot() {
    return snapshot.isPresent();
  }

  Optional<RaftSnapshot> snapshot() {
    return snapshot;
  }

  /// {@return the snapshot, if it was not handed out yet}
  Optional<RaftSnapshot> nextSnapshot() {
    return isSnapshotInProgress ? Optional.empty() : snapshot;
  }

  boolean hasNextEntries() {
    return offsetInProgress < entries.end();
  }

  /// {@return the entries that were not handed out yet}
  List<Entry> nextEntries() {
    return entries.slice(offsetInProgress, entries.end(), RaftLog.NO_LIMIT);
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /// {@return whether `index` is known here: an entry, or the end of the snapshot}
  boolean knows(long index) {
    if (index < entries.first()) {
      return snapshot.isPresent() && snapshot.get().index() == index;
    }
    return index < entries.end();
  }

  /// {@return the term at `index`, which is [known][#knows]}
  long term(long index) {
    return index < entries.first() ? snapshot.orElseThrow().term() : entries.at(index).term();
  }

  /// {@return the index after the last entry}
  long end() {
    return entries.end();
  }

  List<Entry> slice(long from, long to, long maxBytes) {
    return entries.slice(from, to, maxBytes);
  }

  /// Everything here was handed out to be written.
  void acceptInProgress() {
    offsetInProgress = entries.end();
    isSnapshotInProgress = snapshot.isPresent();
  }

  /// Storage holds the log up to `position`.
  void stableTo(LogPosition position) {
    long index = position.index();
    if (!knows(index)) {
      trace.say(Level.INFO, "entry at index %d missing from unstable log; ignoring", index);
      return;
    }
    if (index < entries.first()) {
      trace.say(Level.INFO, "entry at index %d matched unstable snapshot; ignoring", index);
      return;
    }
    long term = entries.at(index).term();
    if (term != position.term()) {
      trace.say(
          Level.INFO,
          "entry at (index,term)=(%d,%d) mismatched with entry at (%d,%d) in unstable log; ignoring",
          index,
          position.term(),
          index,
          term);
      return;
    }
    entries.dropBefore(index + 1);
    offsetInProgress = Math.max(offsetInProgress, entries.first());
  }

  void stableSnapshotTo(long index) {
    if (snapshot.isPresent() && snapshot.get().index() == index) {
      snapshot = Optional.empty();
      isSnapshotInProgress = false;
    }
  }

  /// Replaces everything by a snapshot.
  void restore(RaftSnapshot received) {
    entries.restart(received.index() + 1);
    offsetInProgress = entries.first();
    snapshot = Optional.of(received);
    isSnapshotInProgress = false;
  }

  /// Appends; entries from the first one's index on are replaced.
  void append(List<Entry> more) {
    long from = more.getFirst().index();
    if (from == entries.end()) {
      entries.append(more);
      return;
    }
    if (from <= entries.first()) {
      trace.say(Level.INFO, "replace the unstable entries from index %d", from);
      entries.restart(from);
      offsetInProgress = from;
    } else {
      trace.say(Level.INFO, "truncate the unstable entries before index %d", from);
      entries.cut(from);
      offsetInProgress = Math.min(offsetInProgress, from);
    }
    entries.append(more);
  }
}
