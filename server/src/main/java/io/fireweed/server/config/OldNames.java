package io.fireweed.server.config;

import io.fireweed.server.config.FeatureGates.Gate;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Flags of etcd 3.4, 3.5 and 3.6 that 3.7 no longer has, and what they are now.
final class OldNames {
  private static final String PREFIX = "experimental-";

  /// Switches that are feature gates now.
  static final Map<String, Gate> SWITCHES =
      Map.of(
          PREFIX + "initial-corrupt-check", Gate.INITIAL_CORRUPT_CHECK,
          PREFIX + "compact-hash-check-enabled", Gate.COMPACT_HASH_CHECK,
          PREFIX + "enable-lease-checkpoint", Gate.LEASE_CHECKPOINT,
          PREFIX + "enable-lease-checkpoint-persist", Gate.LEASE_CHECKPOINT_PERSIST,
          PREFIX + "txn-mode-write-with-shared-buffer", Gate.TXN_MODE_WRITE_WITH_SHARED_BUFFER,
          PREFIX + "stop-grpc-service-on-defrag", Gate.STOP_GRPC_SERVICE_ON_DEFRAG,
          PREFIX + "set-member-localaddr", Gate.SET_MEMBER_LOCAL_ADDR);

  /// Flags from before etcd 3 that every etcd still takes.
  static final List<String> IGNORED =
      List.of(
          "cluster-active-size",
          "cluster-remove-delay",
          "cluster-sync-interval",
          "config",
          "force",
          "max-result-buffer",
          "max-retry-attempts",
          "peer-heartbeat-interval",
          "peer-election-timeout",
          "retry-interval",
          "snapshot",
          "v",
          "vv",
          "test.coverprofile",
          "test.outputdir");

  private static final List<String> NOW_PLAIN =
      List.of(
          "corrupt-check-time",
          "compact-hash-check-time",
          "compaction-batch-limit",
          "compaction-sleep-interval",
          "watch-progress-notify-interval",
          "warning-apply-duration",
          "warning-unary-request-duration",
          "downgrade-check-time",
          "memory-mlock",
          "bootstrap-defrag-threshold-megabytes",
          "snapshot-catchup-entries",
          "max-learners",
          "peer-skip-client-san-verification",
          "enable-distributed-tracing",
          "distributed-tracing-address",
          "distributed-tracing-service-name",
          "distributed-tracing-instance-id",
          "distributed-tracing-sampling-rate");

  private OldNames() {}

  /// {@return the flag of today that an old name stands for, under the same kind of value}
  static Optional<Flag> today(String name) {
    if (!name.startsWith(PREFIX)) {
      return Optional.empty();
    }
    String plain = name.substring(PREFIX.length());
    return NOW_PLAIN.contains(plain) ? Flags.find(plain) : Optional.empty();
  }

  /// {@return the gates, as switches of old names set them}
  static FeatureGates apply(Settings settings, FeatureGates gates) {
    EnumSet<Gate> on = EnumSet.noneOf(Gate.class);
    on.addAll(gates.on());
    SWITCHES.forEach(
        (name, gate) -> {
          if (!settings.isSet(name)) {
            return;
          }
          if (settings.text("feature-gates").contains(gate.text() + "=")) {
            throw new BadSettingException(
                "cannot specify both flags: --"
                    + name
                    + "=(true|false) and --feature-gates="
                    + gate.text()
                    + "=(true|false) at the same time, please just use --feature-gates="
                    + gate.text()
                    + "=(true|false)");
          }
          if (settings.on(name)) {
            on.add(gate);
          } else {
            on.remove(gate);
          }
        });
    return new FeatureGates(on);
  }

  /// {@return what to write instead of an old name}
  static Optional<String> advice(String name) {
    Gate gate = SWITCHES.get(name);
    if (gate != null) {
      return Optional.of("--feature-gates=" + gate.text() + "=true");
    }
    return today(name).map(flag -> "--" + flag.name());
  }
}
