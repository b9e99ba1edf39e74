package io.fireweed.testkit.sim.invariant;

import java.util.List;

/// Shows every fact to every invariant.
public final class Witness {
  private final Ledger ledger = new Ledger();
  private final List<Invariant> invariants =
      List.of(
          new OneLeaderPerTerm(),
          new OneVotePerTerm(),
          new ElectionRule(),
          new CommitRule(),
          new NothingRunsBackwards(),
          new PromisesAreDurable(),
          new LogMatching(),
          new LeaderCompleteness(ledger),
          new CommittedStays(ledger),
          new AppliedIsEqual(),
          new FreshReads(ledger));

  /// @throws Violation if `fact` breaks an invariant
  public void see(Fact fact) {
    for (Invariant invariant : invariants) {
      invariant.see(fact);
    }
  }

  /// {@return the highest index committed anywhere}
  public long committed() {
    return ledger.last();
  }
}
