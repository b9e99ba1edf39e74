/// Unary gRPC calls spoken directly on sockets, for load: a tenth of what a client library takes.
///
/// [UnaryLoop] is the entry: one thread, a few connections, and clients with one call in flight
/// each. A [Connection] is one socket; [Outbound] gathers the requests that are ready for one write
/// and stays within what the [PeerSettings] allow; [Inbound] takes the frames that come, and gives
/// windows back. [Frames] is the head of a frame. [RequestHeaders] are the head of a request, the
/// same indices but for the first; [AnswerHeaders] reads heads and trailers of answers; a [Call]
/// follows one answer.
///
/// Invariants: a call counts as answered only after one whole message and the status 0; everything
/// else that a server may say or leave out is an [java.io.IOException] which tells it. One thread
/// owns everything. Callers: the benchmark of a member.
@NullMarked
package io.fireweed.bench.http2;

import org.jspecify.annotations.NullMarked;
