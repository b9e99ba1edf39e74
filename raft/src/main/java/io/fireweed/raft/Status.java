package io.fireweed.raft;

import io.fireweed.format.raftlog.HardState;
import io.fireweed.raft.progress.Configuration;
import io.fireweed.raft.progress.ProgressState;
import java.util.List;

/// How a member stands at one moment.
///
/// @param transferee whom leadership is being handed to; 0 for nobody
/// @param members what a leader knows of each, ascending; empty in other roles
public record Status(
    long id,
    HardState hardState,
    SoftState softState,
    long applied,
    long lastIndex,
    Configuration configuration,
    long transferee,
    List<Member> members) {

  /// What the leader knows of one member.
  ///
  /// @param match the logs are equal up to here
  /// @param next the next entry to send
  /// @param text all of it, as traces show it
  public record Member(
      long id,
      ProgressState state,
      long match,
      long next,
      boolean isLearner,
      boolean isRecentlyActive,
      String text) {}

  /// {@return one line, for instance `1: StateLeader (Voter) Term:1 Lead:1`}
  public String describe() {
    return "%s: %s (%s) Term:%s Lead:%s"
        .formatted(
            Long.toUnsignedString(id),
            softState.role().describe(),
            configuration.quorum().contains(id) ? "Voter" : "Non-Voter",
            Long.toUnsignedString(hardState.term()),
            Long.toUnsignedString(softState.lead()));
  }
}
