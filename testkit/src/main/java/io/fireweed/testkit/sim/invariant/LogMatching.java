package io.fireweed.testkit.sim.invariant;

import io.fireweed.format.raftlog.Entry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Logs that share an entry's term and index are equal up to there.
///
/// It is enough that one position always has the same entry and the same term before it: the rest
/// follows entry by entry.
final class LogMatching implements Invariant {
  private final Map<Position, Followed> known = new HashMap<>();

  private record Position(long term, long index) {}

  private record Followed(long previousTerm, Entry entry) {}

  @Override
  public void see(Fact fact) {
    if (!(fact instanceof Fact.Appended(long member, long previousTerm, List<Entry> entries))) {
      return;
    }
    long before = previousTerm;
    for (Entry entry : entries) {
      Followed now = new Followed(before, entry);
      Followed first = known.putIfAbsent(new Position(entry.term(), entry.index()), now);
      if (first != null && !first.equals(now)) {
        throw new Violation(
            ViolationKind.LOGS_DIFFER,
            "member %d stores %s where another has %s".formatted(member, now, first));
      }
      before = entry.term();
    }
  }
}
