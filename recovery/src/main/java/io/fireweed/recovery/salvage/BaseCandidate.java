package io.fireweed.recovery.salvage;

import java.util.Optional;
import java.util.OptionalLong;

/// A state to start from: everything up to `index` is in it.
///
/// @param source where it comes from
/// @param index raft index of the last entry it reflects (its `consistent_index`), 0 for an empty
///     store
/// @param term raft term of that entry; 3.4 does not store it
public record BaseCandidate(Source source, long index, OptionalLong term) {
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
  boolean isContinuedBy(LogChain chain) {
    if (chain.first() > index + 1) {
      return false;
    }
    OptionalLong there = chain.termAt(index);
    return term.isEmpty() || there.isEmpty() || there.equals(term);
  }
}
