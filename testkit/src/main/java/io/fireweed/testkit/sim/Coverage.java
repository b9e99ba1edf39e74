package io.fireweed.testkit.sim;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Counts what happens in a run.
final class Coverage {
  private final Map<Happening, Long> counts = new EnumMap<>(Happening.class);
  private final Set<Long> terms = new HashSet<>();

  void count(Happening happening) {
    counts.merge(happening, 1L, Long::sum);
  }

  /// Somebody leads in `term`.
  void leads(long term) {
    if (terms.add(term)) {
      count(Happening.ELECTION);
    }
  }

  Map<Happening, Long> counts() {
    return Map.copyOf(counts);
  }
}
