package io.fireweed.server.metrics;

/// Leases.
///
/// @param granted since start
/// @param revoked since start
/// @param renewed seen as leader
/// @param expired since start
/// @param ttlSeconds of those granted
public record LeaseMetrics(
    Counter granted, Counter revoked, Gauge renewed, Gauge expired, Histogram ttlSeconds) {
  static LeaseMetrics in(Registry registry) {
    return new LeaseMetrics(
        registry.counter("etcd_debugging_lease_granted_total", "Leases granted."),
        registry.counter("etcd_debugging_lease_revoked_total", "Leases revoked."),
        registry.followedCounter("etcd_debugging_lease_renewed_total", "Leases renewed."),
        registry.followedCounter("etcd_debugging_server_lease_expired_total", "Leases expired."),
        registry.histogram(
            "etcd_debugging_lease_ttl_total", "Seconds leases are for.", Buckets.from(1, 24)));
  }
}
