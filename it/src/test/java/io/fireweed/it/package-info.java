/// Tests that look at the project from outside: its structure, its texts, its processes.
///
/// `arch` reads the compiled classes, `tidy` the texts; `launcher` runs the programs as users do.
@NullMarked
package io.fireweed.it;

import org.jspecify.annotations.NullMarked;
