/// etcd's gRPC services over a member.
///
/// A service checks a request, proposes it or reads, and writes the reply. Replies that carry rows
/// are written as bytes ([Reply]): a row is copied from the db to the socket, never parsed.
///
/// Every method runs on the thread that brought the call, which must not wait; long reads go to a
/// pool. Failures end a call through [Ending] alone.
@NullMarked
package io.fireweed.server.rpc;

import org.jspecify.annotations.NullMarked;
