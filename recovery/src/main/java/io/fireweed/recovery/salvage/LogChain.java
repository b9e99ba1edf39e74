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
/// - the lower one is known to be committed up to the seam, and a committed entry is the only one
///   at its index in every later log. A log that goes on with a lower term is no later one.
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

  public OptionalLong termAt(long index) {
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
    return isCommitted && lower.termAt(seam).orElse(0) <= upper.runs().getFirst().term();
  }
}
