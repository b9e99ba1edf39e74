/// A running member as those see it who answer clients.
///
/// [Member] is the one way in: propose, wait until what was acknowledged can be read, ask how the
/// cluster stands. Its services know neither the log nor the loop.
@NullMarked
package io.fireweed.server.member;

import org.jspecify.annotations.NullMarked;
