/// A member: the programs' server side. Its durable log is [io.fireweed.server.log].
@NullMarked
package io.fireweed.server;

import org.jspecify.annotations.NullMarked;
