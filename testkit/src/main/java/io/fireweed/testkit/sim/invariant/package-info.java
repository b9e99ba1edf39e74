/// What must hold in every run of the simulator, whatever fails.
///
/// The simulator tells a [Witness] each [Fact]; the witness shows it to every [Invariant]. Each
/// invariant is a small class with a memory of its own, which outlives crashes: it knows what a
/// member has said even if the member forgot. What is committed anywhere stands in the [Ledger],
/// which several share. A broken invariant is a [Violation] of one [ViolationKind].
///
/// Called from the simulator only; knows the core's public face and nothing of networks or disks.
@NullMarked
package io.fireweed.testkit.sim.invariant;

import org.jspecify.annotations.NullMarked;
