/// Architecture, tidy, golden, interop, process and bad-input tests.
@NullMarked
package io.fireweed.it;

import org.jspecify.annotations.NullMarked;
