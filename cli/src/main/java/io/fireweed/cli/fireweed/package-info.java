/// The `fireweed` command line.
@NullMarked
package io.fireweed.cli.fireweed;

import org.jspecify.annotations.NullMarked;
