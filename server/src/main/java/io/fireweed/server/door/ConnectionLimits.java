package io.fireweed.server.door;

import java.time.Duration;

/// What one connection may use.
///
/// @param maxRequestBytes `--max-request-bytes`; a message may be 512 KiB longer
/// @param maxConcurrentStreams of one gRPC connection
/// @param keepAliveMinTime how often a client may ping
/// @param keepAliveInterval how often clients are pinged, zero for never
/// @param keepAliveTimeout how long a client may take to answer a ping
/// @param maxHeaderBytes of one request
/// @param handshakeTimeout for TLS
/// @param requestTimeout from a connection's first byte, or none, to a request's last header or
///     the last byte of a short body
/// @param idleTimeout between two HTTP/1.1 requests
/// @param warningDuration `--warning-unary-request-duration`
public record ConnectionLimits(
    int maxRequestBytes,
    int maxConcurrentStreams,
    Duration keepAliveMinTime,
    Duration keepAliveInterval,
    Duration keepAliveTimeout,
    int maxHeaderBytes,
    Duration handshakeTimeout,
    Duration requestTimeout,
    Duration idleTimeout,
    Duration warningDuration) {
  /// What a message may be longer than a request: the room etcd leaves for gRPC's overhead.
  static final int OVERHEAD_BYTES = 512 * 1024;

  /// {@return etcd's values where it has some}
  public static ConnectionLimits defaults() {
    return new ConnectionLimits(
        1536 * 1024,
        Integer.MAX_VALUE,
        Duration.ofSeconds(5),
        Duration.ofHours(2),
        Duration.ofSeconds(20),
        64 * 1024,
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(3),
        Duration.ofMillis(300));
  }

  /// {@return the longest message that is accepted}
  public int maxMessageBytes() {
    return (int) Math.min(Integer.MAX_VALUE - 1024, (long) maxRequestBytes + OVERHEAD_BYTES);
  }
}
