/// A member's state while it runs: one thread changes it, any thread reads it.
///
/// Who may call: the member, and everything that answers clients.
@NullMarked
package io.fireweed.server.state;

import org.jspecify.annotations.NullMarked;
