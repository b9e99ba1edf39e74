package io.fireweed.testkit.sim.invariant;

import java.util.HashMap;
import java.util.Map;

/// A read sees everything that was committed anywhere when it began.
///
/// That is more than linearizability asks, which is about acknowledged writes; but a read index is
/// confirmed after the read began by a quorum that knows no later leader, so it holds.
final class FreshReads implements Invariant {
  private final Ledger ledger;
  private final Map<Long, Long> floors = new HashMap<>();

  FreshReads(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public void see(Fact fact) {
    if (fact instanceof Fact.ReadBegan(long read)) {
      floors.put(read, ledger.last());
    } else if (fact instanceof Fact.ReadAnswered(long read, long member, long index)) {
      long floor = floors.getOrDefault(read, 0L);
      if (index < floor) {
        throw new Violation(
            ViolationKind.STALE_READ,
            "read %d on member %d got index %d, %d was committed when it began"
                .formatted(read, member, index, floor));
      }
    }
  }
}
