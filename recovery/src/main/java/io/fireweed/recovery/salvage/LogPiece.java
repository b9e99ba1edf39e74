package io.fireweed.recovery.salvage;

import java.util.List;
import java.util.OptionalLong;

/// An unbroken stretch of one member's log.
///
/// Invariants: runs are adjacent and their terms do not fall:
/// `runs[i].last + 1 = runs[i+1].first`, `runs[i].term <= runs[i+1].term`.
///
/// @param member number of the survivor that holds it
/// @param runs entries of equal term, ascending, at least one
/// @param committed every entry of this member's log up to this index is known to be committed
public record LogPiece(int member, List<Run> runs, long committed) {
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

  public LogPiece {
    runs = List.copyOf(runs);
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("a piece has at least one run");
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

  /// {@return where the piece ends, as an election compares it}
  public LogPosition end() {
    return new LogPosition(runs.getLast().term(), last());
  }

  /// {@return the term of the entry at `index`, if the piece holds it}
  public OptionalLong termAt(long index) {
    for (Run run : runs) {
      if (run.first() <= index && index <= run.last()) {
        return OptionalLong.of(run.term());
      }
    }
    return OptionalLong.empty();
  }

  /// {@return the highest index at which both pieces hold the same entry, if there is one}
  ///
  /// Equal term and index mean the same entry, and the same history below it (log matching).
  OptionalLong meeting(LogPiece other) {
    for (int i = runs.size() - 1; i >= 0; i--) {
      Run run = runs.get(i);
      for (int j = other.runs.size() - 1; j >= 0; j--) {
        Run that = other.runs.get(j);
        long low = Math.max(run.first(), that.first());
        long high = Math.min(run.last(), that.last());
        if (run.term() == that.term() && low <= high) {
          return OptionalLong.of(high);
        }
      }
    }
    return OptionalLong.empty();
  }
}
