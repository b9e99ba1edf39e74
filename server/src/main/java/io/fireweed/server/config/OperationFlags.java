package io.fireweed.server.config;

import static io.fireweed.server.config.Flag.Kind.BOOL;
import static io.fireweed.server.config.Flag.Kind.DURATION;
import static io.fireweed.server.config.Flag.Kind.INT;
import static io.fireweed.server.config.Flag.Kind.TEXT;
import static io.fireweed.server.config.Flag.Kind.TEXTS;
import static io.fireweed.server.config.Flag.Kind.UINT;
import static io.fireweed.server.config.Flag.Kind.URLS;

import java.util.List;

/// Flags of running a member: passwords, what it tells, how it checks itself.
final class OperationFlags {
  static final String ROTATION =
      "{\"maxsize\": 100, \"maxage\": 0, \"maxbackups\": 0, \"localtime\": false,"
          + " \"compress\": false}";

  static final List<Flag> AUTH =
      List.of(
          Flag.of("auth-token", TEXT, "simple", "Kind of token and its options: simple or jwt,…"),
          Flag.of("bcrypt-cost", UINT, "10", "Cost of a password's hash, 4 to 31."),
          Flag.of("auth-token-ttl", UINT, "300", "Seconds that an unused simple token lives."));

  static final List<Flag> TELEMETRY =
      List.of(
          Flag.of("enable-pprof", BOOL, "false", "Answer at /debug/pprof."),
          Flag.of("metrics", TEXT, "basic", "How much to measure: basic or extensive."),
          Flag.of("listen-metrics-urls", URLS, "", "More addresses for /metrics and /health."),
          Flag.of(
              "warning-apply-duration", DURATION, "100ms", "Warn of applying that takes longer."),
          Flag.of(
              "warning-unary-request-duration",
              DURATION,
              "300ms",
              "Warn of calls that take longer."),
          Flag.of("enable-distributed-tracing", BOOL, "false", "Trace calls."),
          Flag.of("distributed-tracing-address", TEXT, "localhost:4317", "Where traces go."),
          Flag.of("distributed-tracing-service-name", TEXT, "etcd", "Name of the service there."),
          Flag.of("distributed-tracing-instance-id", TEXT, "", "Name of this member there."),
          Flag.of("distributed-tracing-sampling-rate", INT, "0", "Samples of a million spans."));

  static final List<Flag> LOGGING =
      List.of(
          Flag.of("logger", TEXT, "zap", "Only zap: lines of JSON."),
          Flag.of("log-outputs", TEXTS, "default", "default, stderr, stdout or files, by commas."),
          Flag.of("log-level", TEXT, "info", "debug, info, warn, error, panic or fatal."),
          Flag.of("log-format", TEXT, "json", "json or console."),
          Flag.of("enable-log-rotation", BOOL, "false", "Turn over the one file of log-outputs."),
          Flag.of("log-rotation-config-json", TEXT, ROTATION, "When, and what stays."),
          Flag.of(
              "disable-log-sampling", BOOL, "false", "Taken and ignored: every line is written."));

  static final List<Flag> TUNING =
      List.of(
          Flag.of(
              "corrupt-check-time", DURATION, "0s", "Between comparisons of members; 0s: never."),
          Flag.of(
              "compact-hash-check-time", DURATION, "1m0s", "Between comparisons of compactions."),
          Flag.of("compaction-batch-limit", INT, "1000", "Revisions of one batch of a compaction."),
          Flag.of("compaction-sleep-interval", DURATION, "10ms", "Pause between two batches."),
          Flag.of(
              "watch-progress-notify-interval",
              DURATION,
              "10m0s",
              "Between notes to quiet watchers."),
          Flag.of("downgrade-check-time", DURATION, "5s", "Between looks at a downgrade."),
          Flag.of(
              "bootstrap-defrag-threshold-megabytes",
              UINT,
              "0",
              "Free space from which a starting member defragments its db; 0: never."));

  static final List<Flag> UNSAFE =
      List.of(
          Flag.of("force-new-cluster", BOOL, "false", "Become the only member of the cluster."),
          Flag.of("unsafe-no-fsync", BOOL, "false", "Do not make writes durable: loses data."));

  static final List<Flag> ABOUT =
      List.of(
          Flag.of("version", BOOL, "false", "Print the version and exit."),
          Flag.of("config-file", TEXT, "", "File of settings; all other flags are then ignored."));

  private OperationFlags() {}
}
