/// Embedded members, as tests use them.
@NullMarked
package io.fireweed.testkit.embedded;

import org.jspecify.annotations.NullMarked;
