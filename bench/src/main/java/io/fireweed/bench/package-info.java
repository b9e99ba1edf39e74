/// Benchmarks, side by side with Go's tools where they are installed.
@NullMarked
package io.fireweed.bench;

import org.jspecify.annotations.NullMarked;
