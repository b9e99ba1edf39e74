package io.fireweed.testkit.sim.invariant;

/// One thing that must always hold.
interface Invariant {
  /// Looks at what happened, and remembers of it what later facts are judged by.
  ///
  /// @throws Violation if it must not have happened
  void see(Fact fact);
}
