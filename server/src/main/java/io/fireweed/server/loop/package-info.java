/// The loop that drives the consensus core of a member.
///
/// [RaftLoop] is one thread: it takes what waits ([Work]), gives it to the core, and does what the
/// core hands out: store, send ([Peers]), apply ([Application]), advance. One voter and many go
/// the same way.
///
/// Who may call: the member. Invariants: the core, the log and the application's state are touched
/// by this thread alone; nothing is sent or applied before what it rests on is durable; a failed
/// write ends the loop, and with it everything that waits.
@NullMarked
package io.fireweed.server.loop;

import org.jspecify.annotations.NullMarked;
