package io.fireweed.server.metrics;

/// How the member stands in its cluster and what it applies.
///
/// @param hasLeader 1 or 0
/// @param isLeader 1 or 0
/// @param isLearner 1 or 0
/// @param leaderChanges seen
/// @param proposalsCommitted the index
/// @param proposalsApplied the index
/// @param proposalsPending waiting
/// @param proposalsFailed since start
/// @param heartbeatSendFailures since start
/// @param slowApplies since start
/// @param slowReadIndexes since start
/// @param readIndexesFailed since start
/// @param snapshotApplying 1 or 0
/// @param learnerPromotions that succeeded
/// @param learnerPromotionFailures by `Reason`
/// @param quotaBytes of the db
/// @param id by `server_id`, hexadecimal: 1
/// @param version by `server_version`: 1
/// @param runtimeVersion by `server_go_version`: 1, naming the JVM
/// @param clusterVersion by `cluster_version`: 1
/// @param features by `name`, `stage`: 1 or 0
/// @param apply seconds, by `op`, `success`, `version`
/// @param request seconds, by `success`, `type`
/// @param range seconds, by `success`
/// @param clientRequests by `client_api_version`, `type`
/// @param alarms by `alarm_type`, `server_id`
/// @param authRevision of users and roles
public record MemberMetrics(
    Gauge hasLeader,
    Gauge isLeader,
    Gauge isLearner,
    Gauge leaderChanges,
    Gauge proposalsCommitted,
    Gauge proposalsApplied,
    Gauge proposalsPending,
    Gauge proposalsFailed,
    Counter heartbeatSendFailures,
    Counter slowApplies,
    Gauge slowReadIndexes,
    Counter readIndexesFailed,
    Gauge snapshotApplying,
    Counter learnerPromotions,
    Family<Counter> learnerPromotionFailures,
    Gauge quotaBytes,
    Family<Gauge> id,
    Family<Gauge> version,
    Family<Gauge> runtimeVersion,
    Family<Gauge> clusterVersion,
    Family<Gauge> features,
    Family<Histogram> apply,
    Family<Histogram> request,
    Family<Histogram> range,
    Family<Counter> clientRequests,
    Family<Gauge> alarms,
    Gauge authRevision) {
  private static final String SERVER = "etcd_server_";

  /// {@return what records into [#apply]}
  public ApplyTimes applyTimes() {
    return new ApplyTimes(apply);
  }

  static MemberMetrics in(Registry registry) {
    return new MemberMetrics(
        registry.gauge(SERVER + "has_leader", "1 if there is a leader."),
        registry.gauge(SERVER + "is_leader", "1 if this member leads."),
        registry.gauge(SERVER + "is_learner", "1 if this member is a learner."),
        registry.followedCounter(SERVER + "leader_changes_seen_total", "Changes of the leader."),
        registry.gauge(SERVER + "proposals_committed_total", "Proposals committed."),
        registry.gauge(SERVER + "proposals_applied_total", "Proposals applied."),
        registry.gauge(SERVER + "proposals_pending", "Proposals waiting."),
        registry.followedCounter(SERVER + "proposals_failed_total", "Proposals that failed."),
        registry.counter(
            SERVER + "heartbeat_send_failures_total", "Heartbeats that were sent too late."),
        registry.counter(SERVER + "slow_apply_total", "Requests that took long to apply."),
        registry.followedCounter(SERVER + "slow_read_indexes_total", "Reads that waited long."),
        registry.counter(SERVER + "read_indexes_failed_total", "Reads that were not confirmed."),
        registry.gauge(
            SERVER + "snapshot_apply_in_progress_total", "1 while a snapshot is applied."),
        registry.counter(SERVER + "learner_promote_successes", "Learners promoted."),
        registry.counters(SERVER + "learner_promote_failures", "Learners not promoted.", "Reason"),
        registry.gauge(SERVER + "quota_backend_bytes", "How large the db may become."),
        registry.gauges(SERVER + "id", "The member's id.", "server_id"),
        registry.gauges(SERVER + "version", "The version of the server.", "server_version"),
        registry.gauges(SERVER + "go_version", "What the server runs on.", "server_go_version"),
        registry.gauges("etcd_cluster_version", "The cluster's version.", "cluster_version"),
        registry.gauges(SERVER + "feature_enabled", "1 if the feature is on.", "name", "stage"),
        registry.histograms(
            SERVER + "apply_duration_seconds",
            "How long it takes to apply.",
            Buckets.apply(),
            "op",
            "success",
            "version"),
        registry.histograms(
            SERVER + "request_duration_seconds",
            "How long requests take.",
            Buckets.apply(),
            "success",
            "type"),
        registry.histograms(
            SERVER + "range_duration_seconds", "How long ranges take.", Buckets.apply(), "success"),
        registry.counters(
            SERVER + "client_requests_total",
            "Requests of clients by their version.",
            "client_api_version",
            "type"),
        registry.gauges("etcd_debugging_server_alarms", "1 if raised.", "alarm_type", "server_id"),
        registry.gauge("etcd_debugging_auth_revision", "The revision of users and roles."));
  }
}
