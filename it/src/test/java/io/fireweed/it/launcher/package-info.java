/// The launchers in `bin`, run as real processes.
///
/// [Release] lays out an installation whose program is three lines long, so that each test can
/// replace jars and archives at will; [CheckoutLauncherIT] builds a real copy of the sources.
@NullMarked
package io.fireweed.it.launcher;

import org.jspecify.annotations.NullMarked;
