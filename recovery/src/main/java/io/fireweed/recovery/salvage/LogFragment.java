package io.fireweed.recovery.salvage;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// An unbroken part of one member's log, without the entries themselves.
///
/// Invariants: runs are adjacent and their terms do not fall:
/// `runs[i].last + 1 = runs[i+1].first`, `runs[i].term <= runs[i+1].term`.
///
/// @param member number of the survivor that holds it
/// @param base the entry before the first one, where the log still knows it
/// @param runs entries of equal term, ascending, at least one
/// @param committed every entry of this member's log up to this index is known to be committed
/// @param settledTerm the raft term in which this member knew that, so a leader of this term or an
///     earlier one committed them; unsigned
public record LogFragment(
    int member, Optional<LogPosition> base, List<Run> runs, long committed, long settledTerm) {
  /// Entries of one term.
  ///
  /// @param term raft term
  /// @param first index of the first entry
  /// @param last index of the last entry, `>= first`
  public record Run(long term, long first, long last) {
    public Run {
      if (first <= 0 || last < first) {
        throw new IllegalArgumentException("run of term " + term + ": " + first + ".." + last);
      }
    }
  }

  public LogFragment {
    runs = List.copyOf(runs);
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("a fragment has at least one run");
    }
    for (int i = 1; i < runs.size(); i++) {
      Run before = runs.get(i - 1);
      Run run = runs.get(i);
      if (before.last() + 1 != run.first() || before.term() > run.term()) {
        throw new IllegalArgumentException("run " + run + " does not follow " + before);
      }
    }
  }

  public long first() {
    return runs.getFirst().first();
  }

  public long last() {
    return runs.getLast().last();
  }

  /// {@return where the fragment ends, as an election compares it}
  public LogPosition end() {
    return new LogPosition(runs.getLast().term(), last());
  }

  /// {@return the term of the entry at `index`, if the fragment holds it}
  public OptionalLong termAt(long index) {
    for (Run run : runs) {
      if (run.first() <= index && index <= run.last()) {
        return OptionalLong.of(run.term());
      }
    }
    return base.filter(before -> before.index() == index).stream()
        .mapToLong(LogPosition::term)
        .findFirst();
  }

  /// {@return whether `lower` holds an entry of this fragment, or the entry before its first}
  ///
  /// Equal term and index mean the same entry, and the same history below it (log matching).
  boolean meets(LogFragment lower) {
    boolean atBase =
        base.isPresent()
            && lower.termAt(base.get().index()).equals(OptionalLong.of(base.get().term()));
    return atBase
        || runs.stream()
            .anyMatch(run -> lower.runs.stream().anyMatch(that -> shareAnEntry(run, that)));
  }

  private static boolean shareAnEntry(Run run, Run that) {
    return run.term() == that.term()
        && Math.max(run.first(), that.first()) <= Math.min(run.last(), that.last());
  }
}
