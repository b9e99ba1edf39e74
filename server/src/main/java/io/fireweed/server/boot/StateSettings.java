package io.fireweed.server.boot;

import io.fireweed.format.bbolt.DbOptions.Durability;
import io.fireweed.server.config.BackendTuning;
import io.fireweed.server.config.Compaction;
import io.fireweed.server.config.FeatureGates;
import io.fireweed.server.config.MemberConfig;
import io.fireweed.server.rpc.Release;
import io.fireweed.server.state.StateOptions;
import io.fireweed.storage.apply.ApplyRules;
import io.fireweed.storage.apply.ApplyRules.CheckpointPersistence;

/// What the settings say about a member's state.
final class StateSettings {
  private static final long MILLIS_PER_SECOND = 1000;

  private StateSettings() {}

  static StateOptions of(MemberConfig config) {
    BackendTuning backend = config.backend();
    Compaction compaction = config.compaction();
    return new StateOptions(
        backend.batchInterval(),
        backend.batchLimit(),
        compaction.batchLimit(),
        compaction.sleepInterval(),
        switch (backend.fsync()) {
          case ALWAYS -> Durability.EACH_COMMIT;
          case NEVER -> Durability.AT_CLOSE;
        });
  }

  /// A lease lives at least one and a half elections, in whole seconds, so that it outlives the
  /// loss of a leader.
  static ApplyRules rules(MemberConfig config) {
    long halves = 3 * config.raft().election().toMillis();
    long minimum = Math.ceilDiv(halves, 2 * MILLIS_PER_SECOND);
    boolean persists = config.gates().enabled(FeatureGates.Gate.LEASE_CHECKPOINT_PERSIST);
    return new ApplyRules(
        Release.SERVER, minimum, persists ? CheckpointPersistence.ON : CheckpointPersistence.OFF);
  }
}
