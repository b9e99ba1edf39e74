package io.fireweed.testkit.sim.invariant;

import io.fireweed.format.raftlog.Entry;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Every entry that some member has taken for committed, by index.
final class Ledger {
  private final Map<Long, Entry> committed = new HashMap<>();
  private long last;

  /// Enters `entry`. {@return another entry that stands there already}
  Optional<Entry> enter(Entry entry) {
    Entry known = committed.putIfAbsent(entry.index(), entry);
    last = Math.max(last, entry.index());
    return known == null || known.equals(entry) ? Optional.empty() : Optional.of(known);
  }

  Optional<Entry> find(long index) {
    return Optional.ofNullable(committed.get(index));
  }

  /// {@return the highest index committed anywhere}
  long last() {
    return last;
  }
}
