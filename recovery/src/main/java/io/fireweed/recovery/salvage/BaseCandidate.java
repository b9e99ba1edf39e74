package io.fireweed.recovery.salvage;

import java.util.Optional;
import java.util.OptionalLong;

/// A state to start from: everything up to `index` is in it.
///
/// @param source where it comes from
/// @param index raft index of the last entry it reflects (its `consistent_index`), 0 for an empty
///     store
/// @param term raft term of that entry; 3.4 does not store it
/// @param settledTerm the raft term in which that entry was known to be committed, or a later one
public record BaseCandidate(Source source, long index, OptionalLong term, long settledTerm) {
  /// For a state that comes without a log, so that nothing bounds the term.
  static final long NOT_SETTLED = -1L;

  /// Whether the raft indexes of a snapshot are those of the logs.
  public enum Lineage {
    /// The logs are those of the cluster's first life.
    SAME,
    /// A log begins with a restore. A snapshot from before it counts other entries, and with the
    /// same peer URLs and token even the member ids are equal.
    IN_DOUBT
  }

  /// Where a base comes from.
  public sealed interface Source {
    /// {@return the db it is in; nothing for an empty store}
    default Optional<DbEvidence.Whole> state() {
      return switch (this) {
        case MemberDb(_, DbEvidence.Whole db) -> Optional.of(db);
        case Snapshot(DbEvidence.Whole db, _) -> Optional.of(db);
        case EmptyStore() -> Optional.empty();
      };
    }

    /// The db of a survivor.
    ///
    /// @param member number of the survivor
    record MemberDb(int member, DbEvidence.Whole db) implements Source {}

    /// The older snapshot that the operator gave.
    record Snapshot(DbEvidence.Whole db, Lineage lineage) implements Source {}

    /// Nothing: the log is complete from its first entry.
    record EmptyStore() implements Source {}
  }

  /// {@return whether replaying `chain` on this state continues one history without a gap}
  ///
  /// Everything in a state is committed. Where the chain begins right behind it, and does not know
  /// the entry before its first, the two may touch without being one history: see [LogChain].
  boolean isContinuedBy(LogChain chain) {
    if (chain.first() > index + 1) {
      return false;
    }
    OptionalLong there = chain.termAt(index);
    if (there.isPresent()) {
      return term.isEmpty() || there.equals(term);
    }
    return index == 0 || chain.last() <= index || isContinuedAtTheSeam(chain);
  }

  private boolean isContinuedAtTheSeam(LogChain chain) {
    LogFragment first = chain.stretches().getFirst().fragment();
    return switch (source) {
      case Source.MemberDb(int member, _) ->
          first.member() == member || LogChain.isByAHolder(first, term, settledTerm);
      case Source.Snapshot _, Source.EmptyStore _ -> LogChain.isByAHolder(first, term, settledTerm);
    };
  }
}
