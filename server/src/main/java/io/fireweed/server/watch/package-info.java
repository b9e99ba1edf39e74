/// The Watch service: streams of watchers over the hub of `storage.watch`.
///
/// Read [WatchService] (what a member starts), [WatchStream] (one call: its requests in, its
/// notices out), [WatchSender] (the threads that send), [WatchTicker] (the thread that catches up,
/// tells progress and notices a lost leader), [WatchReply] (a response as bytes). [LeaderLoss]
/// serves other streams too.
///
/// Who may call: whoever assembles a member. Invariants: the thread that brings a request and the
/// thread that applies never wait for a client; a call is written to by its sender alone; what a
/// stream is told it is told in the order in which the hub says it; what a slow client has not
/// taken is not kept beyond a limit, but read again.
@NullMarked
package io.fireweed.server.watch;

import org.jspecify.annotations.NullMarked;
