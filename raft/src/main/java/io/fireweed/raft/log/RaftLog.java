package io.fireweed.raft.log;

import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.raft.trace.Level;
import io.fireweed.raft.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One member's log: the stored entries, those on the way there, and how far they are used.
///
/// ```
///   firstIndex    applied   applying   committed        lastIndex
///   ────┼────────────┼─────────┼───────────┼────────────────┤
/// ```
///
/// Invariants: `applied <= applying <= committed <= lastIndex`; `committed` never falls; no entry
/// at or below `committed` changes. Applying pauses while entries of more than `maxApplyingBytes`
/// are handed out and not yet applied.
public final class RaftLog {
  /// A limit that never limits.
  public static final long NO_LIMIT = Long.MAX_VALUE;

  private final Storage storage;
  private final Unstable unstable;
  private final Trace trace;
  private final long maxApplyingBytes;
  private long committed;
  private long applying;
  private long applied;
  private long applyingBytes;
  private boolean isApplyingPaused;

  public RaftLog(Storage storage, Trace trace, long maxApplyingBytes) {
    this.storage = storage;
    this.trace = trace;
    this.maxApplyingBytes = maxApplyingBytes;
    this.unstable = new Unstable(storage.lastIndex() + 1, trace);
    this.committed = storage.firstIndex() - 1;
    this.applying = committed;
    this.applied = committed;
  }

  public long committed() {
    return committed;
  }

  public long applied() {
    return applied;
  }

  public long firstIndex() {
    Optional<RaftSnapshot> snapshot = unstable.snapshot();
    return snapshot.isPresent() ? snapshot.get().index() + 1 : storage.firstIndex();
  }

  public long lastIndex() {
    return unstable.end() - 1;
  }

  /// {@return where the log ends}
  public LogPosition last() {
    long index = lastIndex();
    return new LogPosition(term(index), index);
  }

  /// {@return whether the term at `index` can be told: it is neither compacted nor to come}
  public boolean knows(long index) {
    return index >= firstIndex() - 1 && index <= lastIndex();
  }

  /// {@return the term at `index`, or 0 where it is not [known][#knows]}
  public long term(long index) {
    if (unstable.knows(index)) {
      return unstable.term(index);
    }
    return knows(index) ? storage.term(index) : 0;
  }

  public boolean matches(long term, long index) {
    return knows(index) && term(index) == term;
  }

  /// {@return `[from, lastIndex]`, cut where it would exceed `maxBytes`; one entry at least}
  public List<Entry> entriesFrom(long from, long maxBytes) {
    return from > lastIndex() ? List.of() : slice(from, lastIndex() + 1, maxBytes);
  }

  /// {@return `[from, to)`, cut where it would exceed `maxBytes`; one entry at least}
  public List<Entry> slice(long from, long to, long maxBytes) {
    if (from < firstIndex() || to > lastIndex() + 1) {
      throw new IllegalArgumentException(
          "[%d, %d) is not within [%d, %d]".formatted(from, to, firstIndex(), lastIndex()));
    }
    long border = unstable.offset();
    if (from >= border) {
      return unstable.slice(from, to, maxBytes);
    }
    long cut = Math.min(to, border);
    List<Entry> stored = storage.entries(from, cut, maxBytes);
    if (to <= border || stored.size() < cut - from) {
      return stored;
    }
    long size = maxBytes == NO_LIMIT ? 0 : EntrySizes.encoded(stored);
    if (size >= maxBytes) {
      return stored;
    }
    List<Entry> rest = unstable.slice(border, to, maxBytes - size);
    if (rest.size() == 1 && size + EntrySizes.encoded(rest) > maxBytes) {
      return stored;
    }
    List<Entry> all = new ArrayList<>(stored);
    all.addAll(rest);
    return List.copyOf(all);
  }

  /// Appends at the end.
  public void append(List<Entry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    if (entries.getFirst().index() <= committed) {
      throw new IllegalStateException(
          "entry %d would overwrite what is committed up to %d"
              .formatted(entries.getFirst().index(), committed));
    }
    unstable.append(entries);
    assert unstable.end() == entries.getLast().index() + 1;
  }

  /// Appends a leader's entries after `(prevTerm, prevIndex)`, which this log [has][#matches];
  /// entries that contradict them go. Then commits as far as the leader has.
  ///
  /// {@return the index up to which this log now is the leader's}
  public long appendAfter(long prevIndex, List<Entry> entries, long leaderCommit) {
    long last = prevIndex + entries.size();
    if (!entries.isEmpty()
        && (entries.getFirst().index() != prevIndex + 1 || entries.getLast().index() != last)) {
      throw new IllegalArgumentException(
          "%d entries [%d, %d] do not follow %d"
              .formatted(
                  entries.size(),
                  entries.getFirst().index(),
                  entries.getLast().index(),
                  prevIndex));
    }
    long conflict = findConflict(entries);
    if (conflict != 0) {
      if (conflict <= committed) {
        throw new IllegalStateException(
            "entry %d conflict with committed entry [committed(%d)]"
                .formatted(conflict, committed));
      }
      append(entries.subList((int) (conflict - prevIndex - 1), entries.size()));
    }
    commitTo(Math.min(leaderCommit, last));
    return last;
  }

  /// {@return the index of the first entry that this log has not, or 0 if it has all}
  private long findConflict(List<Entry> entries) {
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (!matches(entry.term(), entry.index())) {
        if (entry.index() <= lastIndex()) {
          trace.say(
              Level.INFO,
              "found conflict at index %d [existing term: %d, conflicting term: %d]",
              entry.index(),
              term(entry.index()),
              entry.term());
        }
        return entry.index();
      }
    }
    return 0;
  }

  /// {@return the last position at or before `index` whose term is at most `term`: where this log
  /// and one that has `term` at `index` may still be equal; term 0 where this log cannot tell}
  public LogPosition lastNotAfter(long index, long term) {
    if (!knows(index)) {
      return new LogPosition(0, index);
    }
    long low = firstIndex() - 1;
    if (term(low) > term) {
      return low == 0 ? LogPosition.ORIGIN : new LogPosition(0, low - 1);
    }
    long high = index;
    while (low < high) {
      long middle = low + (high - low + 1) / 2;
      if (term(middle) <= term) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return new LogPosition(term(low), low);
  }

  /// Commits up to `index`, or stays if that is less.
  public void commitTo(long index) {
    if (index <= committed) {
      return;
    }
    if (index > lastIndex()) {
      throw new IllegalStateException(
          "commit %d is beyond the last index %d: was the log damaged or lost?"
              .formatted(index, lastIndex()));
    }
    committed = index;
  }

  /// {@return whether there are committed entries to be applied now}
  public boolean hasNextCommitted(boolean fromUnstable) {
    return !isApplyingPaused && !unstable.hasSnapshot() && applying < maxAppliable(fromUnstable);
  }

  /// {@return the next committed entries to be applied, as many as may be handed out}
  ///
  /// @param fromUnstable whether entries that are not durable here may be applied
  public List<Entry> nextCommitted(boolean fromUnstable) {
    if (!hasNextCommitted(fromUnstable)) {
      return List.of();
    }
    return slice(applying + 1, maxAppliable(fromUnstable) + 1, maxApplyingBytes - applyingBytes);
  }

  private long maxAppliable(boolean fromUnstable) {
    return fromUnstable ? committed : Math.min(committed, unstable.offset() - 1);
  }

  /// Entries up to `index`, of `bytes` bytes, were handed out to be applied.
  public void acceptApplying(long index, long bytes, boolean fromUnstable) {
    assert index <= committed : index + " > " + committed;
    applying = index;
    applyingBytes += bytes;
    isApplyingPaused = applyingBytes >= maxApplyingBytes || index < maxAppliable(fromUnstable);
  }

  /// Entries up to `index` are applied, `bytes` bytes more than before.
  public void appliedTo(long index, long bytes) {
    if (index > committed || index < applied) {
      throw new IllegalStateException(
          "applied(%d) is out of range [prevApplied(%d), committed(%d)]"
              .formatted(index, applied, committed));
    }
    applied = index;
    applying = Math.max(applying, index);
    applyingBytes = Math.max(0, applyingBytes - bytes);
    isApplyingPaused = applyingBytes >= maxApplyingBytes;
  }

  public boolean hasNextUnstable() {
    return unstable.hasNextEntries();
  }

  /// {@return entries that storage shall write}
  public List<Entry> nextUnstable() {
    return unstable.nextEntries();
  }

  /// {@return whether some entries are not durable}
  public boolean hasUnstable() {
    return !unstable.isEmpty();
  }

  public boolean hasUnstableSnapshot() {
    return unstable.hasSnapshot();
  }

  /// {@return a snapshot that storage shall write}
  public Optional<RaftSnapshot> nextSnapshot() {
    return unstable.nextSnapshot();
  }

  /// What [#nextUnstable()] and [#nextSnapshot()] gave was handed out.
  public void acceptUnstable() {
    unstable.acceptInProgress();
  }

  public void stableTo(LogPosition position) {
    unstable.stableTo(position);
  }

  public void stableSnapshotTo(long index) {
    unstable.stableSnapshotTo(index);
  }

  /// {@return a snapshot for a member that needs one; nothing while none can be had}
  public Optional<RaftSnapshot> snapshot() {
    Optional<RaftSnapshot> received = unstable.snapshot();
    return received.isPresent() ? received : storage.snapshot();
  }

  /// Replaces the log by a snapshot.
  public void restore(RaftSnapshot snapshot) {
    trace.say(
        Level.INFO,
        "log [%s] starts to restore snapshot [index: %d, term: %d]",
        describe(),
        snapshot.index(),
        snapshot.term());
    committed = snapshot.index();
    unstable.restore(snapshot);
  }

  public String describe() {
    return ("committed=%d, applied=%d, applying=%d, unstable.offset=%d,"
            + " unstable.offsetInProgress=%d, len(unstable.Entries)=%d")
        .formatted(
            committed,
            applied,
            applying,
            unstable.offset(),
            unstable.offsetInProgress(),
            unstable.count());
  }
}
