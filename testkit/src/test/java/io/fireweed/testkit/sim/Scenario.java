package io.fireweed.testkit.sim;

import io.fireweed.format.raftlog.ConfChange;
import io.fireweed.format.raftlog.ConfChangeType;
import io.fireweed.format.raftlog.Dialect;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.wire.Bytes;
import io.fireweed.raft.Ready;
import io.fireweed.raft.RoleName;
import io.fireweed.raft.message.Ballot;
import io.fireweed.raft.message.ElectionMessage.VoteReply;
import io.fireweed.raft.message.ElectionMessage.VoteRequest;
import io.fireweed.raft.message.LogMessage.Append;
import io.fireweed.raft.message.LogMessage.AppendAccepted;
import io.fireweed.raft.message.LogMessage.Heartbeat;
import io.fireweed.raft.message.LogMessage.HeartbeatReply;
import io.fireweed.testkit.sim.invariant.ViolationKind;
import java.util.List;
import java.util.function.LongFunction;

/// Stories with a fixed course, for mistakes that chance finds seldom.
public final class Scenario implements LongFunction<String> {
  static final long EARLIER_ANSWER = 0;
  static final long REMOVED_LEADER = 1;
  static final long LOST_COMMIT = 2;
  static final long UNAPPLIED_CHANGE = 3;
  static final long COUNT = 4;

  @Override
  public String apply(long which) {
    boolean isSeen =
        switch ((int) which) {
          case (int) EARLIER_ANSWER -> earlierAnswerConfirmsALaterRead();
          case (int) REMOVED_LEADER -> removedLeaderAnswersAlone();
          case (int) LOST_COMMIT -> readMissesWhatACrashTookFromTheCommitIndex();
          case (int) UNAPPLIED_CHANGE -> memberCampaignsWithAnOldConfiguration();
          default -> throw new IllegalArgumentException("no scenario " + which);
        };
    if (!isSeen) {
      return SeedRun.PASSED;
    }
    return which == UNAPPLIED_CHANGE
        ? ViolationKind.ELECTED_WITHOUT_QUORUM.name()
        : ViolationKind.STALE_READ.name();
  }

  /// Between the two reads another may have been elected, so the second needs answers of its own.
  private static boolean earlierAnswerConfirmsALaterRead() {
    LoneMember leader = electedOf(List.of(1L, 2L, 3L));
    leader.node().readIndex(Bytes.ofLong(1));
    leader.work();
    Heartbeat asked = (Heartbeat) leader.sent().getLast();
    leader.node().readIndex(Bytes.ofLong(2));
    leader.node().step(new HeartbeatReply(1, 2, 2, asked.context()));
    leader.work();
    return leader.answers().size() > 1;
  }

  /// Member 2 alone decides now, and may have written since.
  private static boolean removedLeaderAnswersAlone() {
    LoneMember leader = electedOf(List.of(1L, 2L));
    leader
        .node()
        .proposeChange(
            new ConfChange(0, ConfChangeType.REMOVE_NODE, 1, Bytes.EMPTY), Dialect.EXPLICIT_ZEROS);
    leader.work();
    leader.node().step(new AppendAccepted(1, 2, 2, 3));
    leader.work();
    leader.node().readIndex(Bytes.ofLong(1));
    leader.work();
    return !leader.answers().isEmpty();
  }

  /// Entries 2 and 3 may have been acknowledged before the crash.
  private static boolean readMissesWhatACrashTookFromTheCommitIndex() {
    LoneMember alone = new LoneMember(List.of(1L), 2);
    alone.node().campaign();
    alone.finish(alone.store());
    alone.node().readIndex(Bytes.ofLong(1));
    alone.work();
    return alone.answers().getFirst().index() < 3;
  }

  /// The change is committed, so the group that is asked to elect is not the group any more.
  private static boolean memberCampaignsWithAnOldConfiguration() {
    LoneMember member = new LoneMember(List.of(1L, 2L, 3L), 0);
    ConfChange removal = new ConfChange(0, ConfChangeType.REMOVE_NODE, 3, Bytes.EMPTY);
    Entry change = new Entry(1, 2, EntryType.CONF_CHANGE, removal.encode(Dialect.EXPLICIT_ZEROS));
    member.node().step(new Append(1, 2, 1, 1, 1, List.of(change), 2));
    Ready applying = member.store();
    member.node().campaign();
    member.finish(applying);
    member.work();
    return member.sent().stream()
        .anyMatch(message -> message instanceof VoteRequest request && request.to() == 3);
  }

  /// {@return a leader in term 2 whose entry 2 is committed}
  private static LoneMember electedOf(List<Long> voters) {
    LoneMember leader = new LoneMember(voters, 0);
    leader.node().campaign();
    leader.work();
    leader.node().step(new VoteReply(Ballot.VOTE, 1, 2, 2, false));
    leader.work();
    leader.node().step(new AppendAccepted(1, 2, 2, 2));
    leader.work();
    if (leader.node().status().softState().role() != RoleName.LEADER
        || leader.node().status().hardState().commit() != 2) {
      throw new IllegalStateException("not elected: " + leader.node().status());
    }
    return leader;
  }
}
