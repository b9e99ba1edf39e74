package io.fireweed.raft;

import io.fireweed.raft.message.Message;
import java.util.Set;

/// How a member behaves.
///
/// @param id of this member, u64, not 0 and not one of its own threads
/// @param electionTicks ticks without a leader before an election, above `heartbeatTicks`; the
///     timeout is drawn from `[electionTicks, 2 * electionTicks)`
/// @param heartbeatTicks ticks between a leader's heartbeats, at least 1
/// @param applied index up to which the caller has applied the log already
public record Config(
    long id,
    int electionTicks,
    int heartbeatTicks,
    long applied,
    Limits limits,
    ReadMode reads,
    Set<Switch> switches) {
  public Config {
    switches = Set.copyOf(switches);
    if (id == Message.NOBODY || id == Message.APPEND_THREAD || id == Message.APPLY_THREAD) {
      throw new IllegalArgumentException("no member can have id " + id);
    }
    if (heartbeatTicks < 1 || electionTicks <= heartbeatTicks) {
      throw new IllegalArgumentException(
          "needs 1 <= heartbeatTicks < electionTicks, not %d and %d"
              .formatted(heartbeatTicks, electionTicks));
    }
    if (reads == ReadMode.LEASE_BASED && !switches.contains(Switch.CHECK_QUORUM)) {
      throw new IllegalArgumentException("lease based reads need CHECK_QUORUM");
    }
  }

  boolean has(Switch which) {
    return switches.contains(which);
  }
}
