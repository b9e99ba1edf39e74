/// etcd's JSON gateway: the gRPC services for those who speak HTTP/1.1 and JSON.
///
/// Reading order:
///
/// 1. [Gateway]: takes a request to one of the [GatewayPaths] and calls the same services, in
///    process, interceptors and metrics included.
/// 2. [JsonValues]: cuts a body that arrives in pieces into JSON values; [JsonMessages]: between
///    JSON and messages.
/// 3. [SingleCall], [StreamCall]: one answer, or one line per message.
/// 4. [GatewayStatus]: what errors look like.
///
/// Invariants: a body of any length or depth costs a bounded amount of memory; a client that does
/// not read its answer holds up its own stream alone.
@NullMarked
package io.fireweed.server.gateway;

import org.jspecify.annotations.NullMarked;
