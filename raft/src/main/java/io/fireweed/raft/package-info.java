/// The consensus core.
@NullMarked
package io.fireweed.raft;

import org.jspecify.annotations.NullMarked;
