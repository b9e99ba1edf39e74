package io.fireweed.server.config;

import java.util.EnumSet;
import java.util.Set;

/// Features that can be switched, `--feature-gates`.
///
/// @param on those that are
public record FeatureGates(Set<Gate> on) {
  /// A switch, its name in etcd, and how it stands if nobody says.
  public enum Gate {
    STOP_GRPC_SERVICE_ON_DEFRAG("StopGRPCServiceOnDefrag", Stage.ALPHA, false),
    INITIAL_CORRUPT_CHECK("InitialCorruptCheck", Stage.ALPHA, false),
    COMPACT_HASH_CHECK("CompactHashCheck", Stage.ALPHA, false),
    TXN_MODE_WRITE_WITH_SHARED_BUFFER("TxnModeWriteWithSharedBuffer", Stage.BETA, true),
    LEASE_CHECKPOINT("LeaseCheckpoint", Stage.ALPHA, false),
    LEASE_CHECKPOINT_PERSIST("LeaseCheckpointPersist", Stage.ALPHA, false),
    SET_MEMBER_LOCAL_ADDR("SetMemberLocalAddr", Stage.ALPHA, false),
    FAST_LEASE_KEEP_ALIVE("FastLeaseKeepAlive", Stage.BETA, true),
    PRIORITY_REQUEST("PriorityRequest", Stage.ALPHA, false);

    private final String text;
    private final Stage stage;
    private final boolean initially;

    Gate(String text, Stage stage, boolean initially) {
      this.text = text;
      this.stage = stage;
      this.initially = initially;
    }

    /// {@return its name in etcd}
    public String text() {
      return text;
    }

    /// {@return how far along it is}
    public Stage stage() {
      return stage;
    }

    /// {@return whether it is on if nobody says}
    public boolean initially() {
      return initially;
    }
  }

  /// How far along a feature is.
  public enum Stage {
    ALPHA,
    BETA
  }

  public FeatureGates {
    on = Set.copyOf(on);
  }

  /// {@return how gates stand if nobody says}
  public static FeatureGates initial() {
    EnumSet<Gate> on = EnumSet.noneOf(Gate.class);
    for (Gate gate : Gate.values()) {
      if (gate.initially()) {
        on.add(gate);
      }
    }
    return new FeatureGates(on);
  }

  /// {@return whether a gate is on}
  public boolean enabled(Gate gate) {
    return on.contains(gate);
  }
}
