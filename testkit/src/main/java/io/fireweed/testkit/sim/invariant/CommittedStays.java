package io.fireweed.testkit.sim.invariant;

import io.fireweed.format.raftlog.Entry;
import io.fireweed.raft.Node;
import java.util.HashMap;
import java.util.Map;

/// What one member takes for committed, every member has there, for ever.
final class CommittedStays implements Invariant {
  private final Ledger ledger;
  private final Map<Long, Long> checked = new HashMap<>();

  CommittedStays(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public void see(Fact fact) {
    switch (fact) {
      case Fact.Started(long member, _) -> checked.remove(member);
      case Fact.Stood(var status, Node node, _) ->
          stood(status.id(), status.hardState().commit(), node);
      case Fact.Appended _, Fact.Sent _, Fact.Applied _, Fact.ReadBegan _, Fact.ReadAnswered _ -> {}
    }
  }

  private void stood(long member, long commit, Node node) {
    long from = checked.getOrDefault(member, 0L);
    if (commit <= from) {
      return;
    }
    for (Entry entry : node.entries(from + 1, Long.MAX_VALUE)) {
      if (entry.index() > commit) {
        break;
      }
      ledger
          .enter(entry)
          .ifPresent(
              known -> {
                throw new Violation(
                    ViolationKind.COMMITTED_CHANGED,
                    "member %d committed %s where %s was committed"
                        .formatted(member, entry, known));
              });
    }
    checked.put(member, commit);
  }
}
