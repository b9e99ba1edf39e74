/// The ports where clients come in: gRPC and HTTP/1.1 on one port, plain or over TLS.
///
/// Reading order:
///
/// 1. [DoorOptions]: on which addresses, what is served on them, [TlsOptions], [ConnectionLimits],
///    [WebRules].
/// 2. [ClientPort]: binds them all, tells where they are, serves them later, stops them gracefully.
/// 3. [Greeting]: what happens on a new connection: TLS, then the first bytes decide who serves
///    it. [GrpcSeam] is the one file that touches what gRPC calls internal.
/// 4. [TlsKeeper]: the certificates, read anew when their files change.
/// 5. [HttpCalls]: HTTP/1.1 requests to the routes and answers back.
/// 6. [FrameGuard]: what gRPC's own limits do not cover. [ReadableRequests], [CallGuard]: what
///    every call passes before its service sees it.
///
/// Who may call: whoever assembles a member. Invariants: nothing here blocks a network thread for
/// longer than reading a few small files takes; every buffer that a client can fill has a limit,
/// and so has every wait for a client.
@NullMarked
package io.fireweed.server.door;

import org.jspecify.annotations.NullMarked;
