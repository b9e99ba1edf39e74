/// Tests of the simulator: that the core passes it, and that a broken core does not.
///
/// [MutantsTest] runs each [Mutant] on fixed seeds: a [MutantLoader] patches the source text of the
/// core, compiles it and loads core and simulator apart from the real ones.
@NullMarked
package io.fireweed.testkit.sim;

import org.jspecify.annotations.NullMarked;
