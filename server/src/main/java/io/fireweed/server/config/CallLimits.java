package io.fireweed.server.config;

import java.time.Duration;

/// What one client may ask, and how its connections are kept.
///
/// @param maxTxnOps operations of one transaction
/// @param maxRequestBytes size of one request
/// @param maxConcurrentStreams of one connection, up to 2^32-1
/// @param keepaliveMinTime how often a client may ping
/// @param keepaliveInterval how often clients are pinged, 0: never
/// @param keepaliveTimeout how long a ping may take, 0: for ever
/// @param reusePort whether another process may listen on the same port
/// @param reuseAddress whether a port may be taken while old connections linger
/// @param gateway whether `/v3/` answers JSON
public record CallLimits(
    int maxTxnOps,
    int maxRequestBytes,
    long maxConcurrentStreams,
    Duration keepaliveMinTime,
    Duration keepaliveInterval,
    Duration keepaliveTimeout,
    boolean reusePort,
    boolean reuseAddress,
    boolean gateway) {}
