package io.fireweed.server.metrics;

/// What was answered to those who asked whether the member is well.
///
/// @param successes of `/health`
/// @param failures of `/health`
/// @param state by `name`, `type`: 1 if the check's last outcome was good
/// @param checks by `name`, `status`, `type`
public record HealthMetrics(
    Counter successes, Counter failures, Family<Gauge> state, Family<Counter> checks) {
  static HealthMetrics in(Registry registry) {
    return new HealthMetrics(
        registry.counter("etcd_server_health_success", "Health checks that succeeded."),
        registry.counter("etcd_server_health_failures", "Health checks that failed."),
        registry.gauges("etcd_server_healthcheck", "1 if the check succeeded.", "name", "type"),
        registry.counters(
            "etcd_server_healthchecks_total", "Health checks.", "name", "status", "type"));
  }
}
