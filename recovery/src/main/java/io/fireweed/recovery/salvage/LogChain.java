package io.fireweed.recovery.salvage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Fragments of several logs, joined into one history.
///
/// Two fragments are joined only where that is proven, never by index alone:
///
/// - they hold the same entry (equal index and term), so their histories below it are equal; or
/// - the lower one is known to be committed up to the seam, and the upper one was written by a
///   leader that must have held the entry at the seam: the one that wrote that entry, or one of the
///   term in which it was known to be committed, or of a later term (leader completeness).
///
/// Between those two terms lies a trap. Entry 10 of term 2 reaches two of three members; the third
/// does not have it, wins term 3, writes its own entries 10 to 13, and is cut off before anybody
/// takes them. A leader of term 5 commits entry 10 of term 2. If then the log of a follower is torn
/// behind entry 10, and that of the third member has a hole over its entry 10, what is left is a
/// committed log up to 10 and an island from 11 on, of a term higher than 2. They touch, and are
/// not
/// one history: 11 to 13 were never committed. The follower knew in term 5 that entry 10 was; the
/// island is of term 3, so it is not joined.
///
/// Invariant: stretches are adjacent, `stretches[i].last + 1 = stretches[i+1].first`.
///
/// @param stretches which member gives which entries, ascending
public record LogChain(List<Stretch> stretches) {
  /// Entries taken from one member.
  ///
  /// @param fragment where they come from
  /// @param first index of the first entry taken
  /// @param last index of the last entry taken, `>= first`
  public record Stretch(LogFragment fragment, long first, long last) {}

  public LogChain {
    stretches = List.copyOf(stretches);
  }

  public long first() {
    return stretches.getFirst().first();
  }

  public long last() {
    return stretches.getLast().last();
  }

  /// {@return the term of the entry at `index`, or of the entry before the first one if it is
  /// known}
  public OptionalLong termAt(long index) {
    if (index == first() - 1) {
      return stretches.getFirst().fragment().termAt(index);
    }
    for (Stretch stretch : stretches) {
      if (stretch.first() <= index && index <= stretch.last()) {
        return stretch.fragment().termAt(index);
      }
    }
    return OptionalLong.empty();
  }

  /// {@return the same history, without the entries above `index`; nothing if none is left}
  Optional<LogChain> upTo(long index) {
    List<Stretch> kept = new ArrayList<>();
    for (Stretch stretch : stretches) {
      if (stretch.first() <= index) {
        kept.add(new Stretch(stretch.fragment(), stretch.first(), Math.min(stretch.last(), index)));
      }
    }
    return kept.isEmpty() ? Optional.empty() : Optional.of(new LogChain(kept));
  }

  /// {@return the same history, without the entries below `index`; nothing if none is left}
  Optional<LogChain> from(long index) {
    List<Stretch> kept = new ArrayList<>();
    for (Stretch stretch : stretches) {
      if (stretch.last() >= index) {
        kept.add(new Stretch(stretch.fragment(), Math.max(stretch.first(), index), stretch.last()));
      }
    }
    return kept.isEmpty() ? Optional.empty() : Optional.of(new LogChain(kept));
  }

  /// Extends `tail` downwards as far as `fragments` allow.
  ///
  /// Each step takes the joinable fragment that reaches lowest, so there are at most as many steps
  /// as fragments.
  ///
  /// @return the longest provable history that ends with the last entry of `tail`
  static LogChain endingWith(LogFragment tail, List<LogFragment> fragments) {
    List<Stretch> reversed = new ArrayList<>();
    LogFragment upper = tail;
    long last = tail.last();
    for (Optional<LogFragment> lower = below(upper, fragments);
        lower.isPresent();
        lower = below(upper, fragments)) {
      reversed.add(new Stretch(upper, upper.first(), last));
      last = upper.first() - 1;
      upper = lower.get();
    }
    reversed.add(new Stretch(upper, upper.first(), last));
    return new LogChain(reversed.reversed());
  }

  /// {@return the joinable fragment that reaches furthest below `upper`}
  private static Optional<LogFragment> below(LogFragment upper, List<LogFragment> fragments) {
    return fragments.stream()
        .filter(lower -> lower.first() < upper.first() && joins(lower, upper))
        .min(Comparator.comparingLong(LogFragment::first));
  }

  private static boolean joins(LogFragment lower, LogFragment upper) {
    if (upper.meets(lower)) {
      return true;
    }
    long seam = upper.first() - 1;
    boolean isCommitted =
        lower.first() <= seam && seam <= Math.min(lower.last(), lower.committed());
    return isCommitted && isByAHolder(upper, lower.termAt(seam), lower.settledTerm());
  }

  /// Whether the leader that wrote the first entry of `upper` must have held the committed entry
  /// before it.
  ///
  /// @param seamTerm the term of that entry, where it is known
  /// @param settledTerm the term in which it was known to be committed
  static boolean isByAHolder(LogFragment upper, OptionalLong seamTerm, long settledTerm) {
    long term = upper.runs().getFirst().term();
    boolean isSameLeader = seamTerm.isPresent() && seamTerm.getAsLong() == term;
    return isSameLeader || Long.compareUnsigned(term, settledTerm) >= 0;
  }
}
