package io.fireweed.testkit.sim.invariant;

import io.fireweed.format.raftlog.Entry;
import io.fireweed.raft.Node;
import io.fireweed.raft.RoleName;
import io.fireweed.raft.Status;
import java.util.HashSet;
import java.util.Set;

/// Whoever is elected has everything that is committed.
final class LeaderCompleteness implements Invariant {
  private final Ledger ledger;
  private final Set<Long> terms = new HashSet<>();

  LeaderCompleteness(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public void see(Fact fact) {
    if (fact instanceof Fact.Stood(Status status, Node node, _)
        && status.softState().role() == RoleName.LEADER
        && terms.add(status.hardState().term())) {
      elected(status, node);
    }
  }

  private void elected(Status status, Node node) {
    if (status.lastIndex() < ledger.last()) {
      throw incomplete(status, "its log ends at " + status.lastIndex());
    }
    for (Entry entry : node.entries(1, Long.MAX_VALUE)) {
      ledger
          .find(entry.index())
          .filter(committed -> !committed.equals(entry))
          .ifPresent(
              committed -> {
                throw incomplete(status, "it has %s for %s".formatted(entry, committed));
              });
    }
  }

  private Violation incomplete(Status status, String what) {
    return new Violation(
        ViolationKind.LEADER_INCOMPLETE,
        "member %d leads in term %d, committed is %d: %s"
            .formatted(status.id(), status.hardState().term(), ledger.last(), what));
  }
}
