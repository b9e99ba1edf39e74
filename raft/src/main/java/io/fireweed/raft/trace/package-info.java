/// What the core says of itself while it works, in etcd's words.
///
/// The core has no logging framework: it hands each line to the [Trace] it was given.
@NullMarked
package io.fireweed.raft.trace;

import org.jspecify.annotations.NullMarked;
