package io.fireweed.testkit.sim.invariant;

import io.fireweed.raft.RoleName;
import java.util.HashMap;
import java.util.Map;

/// At most one member leads in a term.
final class OneLeaderPerTerm implements Invariant {
  private final Map<Long, Long> leaders = new HashMap<>();

  @Override
  public void see(Fact fact) {
    if (!(fact instanceof Fact.Stood(var status, _, _))
        || status.softState().role() != RoleName.LEADER) {
      return;
    }
    long term = status.hardState().term();
    Long known = leaders.putIfAbsent(term, status.id());
    if (known != null && known != status.id()) {
      throw new Violation(
          ViolationKind.TWO_LEADERS,
          "members %d and %d both led in term %d".formatted(known, status.id(), term));
    }
  }
}
