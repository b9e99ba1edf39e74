/// What an HTTP/1.1 client can ask of a member, apart from the JSON gateway.
///
/// Reading order:
///
/// 1. [HttpRoutes]: the one thing a port needs to know. A request arrives as [HttpHead], its body
///    goes to an [HttpBody], and the answer leaves through an [HttpReply].
/// 2. [HttpAnswer]: a whole answer.
/// 3. [RouteTable]: which path goes where.
/// 4. [HealthRoutes], [InfoRoutes]: what a member tells about itself.
///
/// Invariants: a route answers every request once; nothing here blocks the thread it is called on.
@NullMarked
package io.fireweed.server.http;

import org.jspecify.annotations.NullMarked;
