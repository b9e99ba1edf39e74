/// A seeded simulation of a raft group: the real core, in a world where everything may fail.
///
/// [Simulation#run] draws a [RunPlan] from a seed, lets a [World] happen event by event, and gives
/// an [Outcome]. In reading order: [SimEvent] and [Scheduler] (virtual time), [Network] and
/// [Weather], [Disk] (what a crash leaves), [Engine] with its two ways to drive the core
/// ([BlockingEngine], [AsyncEngine]), [Member]; then who acts from outside: [Clients], [Faults],
/// [MemberChanges], [Nudges], and [Healing] at the end, with
/// [Deadlock]. [Coverage] counts what
/// happened. What must hold stands in the package
/// `invariant`.
///
/// Invariants: no clock, no thread, one generator; the same seed and time give the same digest.
/// Called by the tests of this module and by `./dev sim`.
@NullMarked
package io.fireweed.testkit.sim;

import org.jspecify.annotations.NullMarked;
