package io.fireweed.raft;

import static io.fireweed.raft.SingleMember.START;
import static io.fireweed.raft.SingleMember.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.format.raftlog.ConfChangeType;
import io.fireweed.format.raftlog.ConfChangeV2;
import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.format.wire.Bytes;
import io.fireweed.raft.message.Ballot;
import io.fireweed.raft.message.ElectionMessage.Cause;
import io.fireweed.raft.message.ElectionMessage.TimeoutNow;
import io.fireweed.raft.message.ElectionMessage.TransferLeader;
import io.fireweed.raft.message.ElectionMessage.VoteReply;
import io.fireweed.raft.message.ElectionMessage.VoteRequest;
import io.fireweed.raft.message.LogMessage.Append;
import io.fireweed.raft.message.LogMessage.AppendAccepted;
import io.fireweed.raft.message.LogMessage.AppendRejected;
import io.fireweed.raft.message.LogMessage.Heartbeat;
import io.fireweed.raft.message.LogMessage.HeartbeatReply;
import io.fireweed.raft.message.LogMessage.InstallSnapshot;
import io.fireweed.raft.message.LogMessage.Propose;
import io.fireweed.raft.message.Message;
import io.fireweed.raft.message.PeerMessage;
import io.fireweed.raft.message.ReadMessage.ReadIndexReply;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// What a member that is broken, or not one of ours, could say.
///
/// Lies about what is stored cannot be seen; what can be seen is refused, and nothing breaks the
/// log. A leader that says that more is committed than this member has, ends it, as it does in
/// etcd: one of the two has lost entries.
class HostileMessageTest {
  private final SingleMember member = new SingleMember();

  private static Append append(long prevTerm, long prevIndex, List<Entry> entries, long commit) {
    return new Append(1, 2, 5, prevTerm, prevIndex, entries, commit);
  }

  private void unchanged(PeerMessage message) {
    HardState before = member.node().status().hardState();
    long last = member.node().status().lastIndex();
    member.node().step(message);
    member.work();
    assertThat(member.node().status().hardState()).isEqualTo(before);
    assertThat(member.node().status().lastIndex()).isEqualTo(last);
  }

  @Test
  void anAcknowledgementBeyondTheLogIsIgnored() {
    member.leading();
    long last = member.node().status().lastIndex();
    unchanged(new AppendAccepted(1, 3, 1, last + 1));
    unchanged(new AppendAccepted(1, 3, 1, Long.MAX_VALUE));
    assertThat(member.node().status().members().get(2).match()).isZero();
    member.node().step(new AppendAccepted(1, 3, 1, last));
    assertThat(member.node().status().members().get(2).match()).isEqualTo(last);
  }

  @Test
  void refusalsOfWhatWasNeverSentMoveNothing() {
    member.leading();
    unchanged(new AppendRejected(1, 3, 1, 1_000, Long.MAX_VALUE, 7));
    unchanged(new AppendRejected(1, 2, 1, START, 0, 0));
    assertThat(member.node().status().members().get(1).match()).isEqualTo(START + 1);
  }

  @Test
  void aHeartbeatThatCommitsMoreThanThereIsEndsTheMember() {
    assertThatThrownBy(() -> member.node().step(new Heartbeat(1, 2, 5, START + 1, Bytes.EMPTY)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("beyond the last index 10")
        .hasMessageContaining("damaged or lost");
  }

  @Test
  void anAppendCommitsNoMoreThanItBrings() {
    member.node().step(append(1, START, List.of(entry(5, 11)), 1_000));
    assertThat(member.node().status().hardState().commit()).isEqualTo(11);
  }

  @Test
  void entriesWithGapsAreRefusedBeforeTheyTouchTheLog() {
    for (List<Entry> gap :
        List.of(
            List.of(entry(5, 12)),
            List.of(entry(5, 11), entry(5, 13)),
            List.of(entry(5, 10), entry(5, 11)))) {
      assertThatThrownBy(() -> member.node().step(append(1, START, gap, 0)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("do not follow 10");
      assertThat(member.node().status().lastIndex()).isEqualTo(START);
    }
  }

  @Test
  void entriesThatContradictWhatIsCommittedAreNotTaken() {
    member.node().step(append(1, START, List.of(entry(5, 11), entry(5, 12)), 12));
    member.work();
    Append other = new Append(1, 3, 6, 5, 12, List.of(entry(6, 13)), 12);
    assertThat(member.node().step(other)).isEqualTo(StepOutcome.DONE);
    Append older = new Append(1, 3, 6, 1, START, List.of(entry(6, 11)), 12);
    assertThat(member.node().step(older)).isEqualTo(StepOutcome.DONE);
    assertThat(member.node().entries(11, Long.MAX_VALUE).getFirst().term()).isEqualTo(5);
  }

  @Test
  void anAppendFromNowhereIsRefusedWithAHint() {
    member.node().step(append(4, 1_000, List.of(), 0));
    assertThat(member.work()).contains(new AppendRejected(2, 1, 5, 1_000, START, 1));
  }

  @Test
  void aMessageWithoutATermTakesNoTermBack() {
    member.node().campaign();
    for (PeerMessage message :
        List.of(
            new Append(1, 2, 0, 1, START, List.of(), 0),
            new Heartbeat(1, 2, -1, 0, Bytes.EMPTY),
            new VoteRequest(Ballot.VOTE, 1, 2, 0, 1, START, Cause.TIMEOUT))) {
      assertThatThrownBy(() -> member.node().step(message))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(member.node().status().hardState().term()).isEqualTo(1);
  }

  /// They may know of a newer configuration than this member does.
  @Test
  void aStrangerWithAGoodLogGetsAVote() {
    member.node().step(new VoteRequest(Ballot.VOTE, 1, 9, 7, 1, START, Cause.TIMEOUT));
    assertThat(member.work()).contains(new VoteReply(Ballot.VOTE, 9, 1, 7, false));
  }

  @Test
  void whatStrangersAnswerDoesNotCount() {
    member.node().campaign();
    member.work();
    for (long id : LongStream.range(7, 20).toArray()) {
      VoteReply vote = new VoteReply(Ballot.VOTE, 1, id, 1, false);
      assertThat(member.node().step(vote)).isEqualTo(StepOutcome.STRANGER);
    }
    assertThat(member.node().status().softState().role()).isEqualTo(RoleName.CANDIDATE);
  }

  @Test
  void theVoteOfALearnerDoesNotCount() {
    member.node().campaign();
    member.work();
    member.node().step(new VoteReply(Ballot.VOTE, 1, 4, 1, false));
    assertThat(member.node().status().softState().role()).isEqualTo(RoleName.CANDIDATE);
  }

  @Test
  void aSecondVoteOfTheSameMemberDoesNotCount() {
    SingleMember five = new SingleMember();
    five.node().campaign();
    five.work();
    five.node().step(new VoteReply(Ballot.VOTE, 1, 2, 1, true));
    five.node().step(new VoteReply(Ballot.VOTE, 1, 2, 1, false));
    assertThat(five.node().status().softState().role()).isEqualTo(RoleName.CANDIDATE);
  }

  @Test
  void aLeaderTakesNoOrdersFromAnotherOfItsTerm() {
    member.leading();
    unchanged(new Append(1, 2, 1, 1, START, List.of(entry(1, 11), entry(1, 12)), 12));
    unchanged(new Heartbeat(1, 2, 1, 1_000, Bytes.EMPTY));
    unchanged(new ReadIndexReply(1, 2, 1, 99, Bytes.EMPTY));
    unchanged(new TimeoutNow(1, 2, 1));
    unchanged(new HeartbeatReply(1, 3, 1, Bytes.ofLong(1)));
    assertThat(member.node().status().softState().role()).isEqualTo(RoleName.LEADER);
  }

  @Test
  void leadershipIsNotHandedToAStrangerOrALearner() {
    member.leading();
    unchanged(new TransferLeader(1, 9, 1));
    unchanged(new TransferLeader(1, 4, 1));
    assertThat(member.node().status().transferee()).isEqualTo(Message.NOBODY);
  }

  @Test
  void anUnreadableChangeBecomesAnEmptyEntry() {
    member.leading();
    long last = member.node().status().lastIndex();
    Entry bad = new Entry(0, 0, EntryType.CONF_CHANGE, Bytes.ofUtf8("no change at all"));
    Propose proposal = new Propose(1, 2, List.of(bad));
    assertThat(proposal.describe()).contains("unreadable");
    assertThat(member.node().step(proposal)).isEqualTo(StepOutcome.DONE);
    Entry appended = member.node().entries(last + 1, Long.MAX_VALUE).getFirst();
    assertThat(appended.type()).isEqualTo(EntryType.NORMAL);
    assertThat(appended.data().length()).isZero();
  }

  /// Once committed it could be applied by nobody, in no run of any member: the group would be
  /// lost.
  @Test
  void aChangeThatNoMemberCouldApplyBecomesAnEmptyEntry() {
    member.leading();
    becomesEmpty(new ConfChangeV2(7, List.of(adds(5)), Bytes.EMPTY));
    becomesEmpty(new ConfChangeV2(-1, List.of(), Bytes.EMPTY));
    becomesEmpty(new ConfChangeV2(ConfChangeV2.JOINT, removing(1, 2, 3), Bytes.EMPTY));
    enterJoint();
    becomesEmpty(new ConfChangeV2(ConfChangeV2.JOINT_BY_REQUEST, List.of(), Bytes.EMPTY));
  }

  private void becomesEmpty(ConfChangeV2 change) {
    long last = member.node().status().lastIndex();
    Entry bad = new Entry(0, 0, EntryType.CONF_CHANGE_V2, change.encode());
    member.node().step(new Propose(1, 2, List.of(bad)));
    Entry appended = member.node().entries(last + 1, Long.MAX_VALUE).getFirst();
    assertThat(appended.type()).isEqualTo(EntryType.NORMAL);
    acknowledgeAll();
  }

  private void enterJoint() {
    member
        .node()
        .proposeChange(
            new ConfChangeV2(ConfChangeV2.JOINT_BY_REQUEST, List.of(adds(5)), Bytes.EMPTY));
    acknowledgeAll();
    assertThat(member.node().status().configuration().isJoint()).isTrue();
  }

  private void acknowledgeAll() {
    member.work();
    member.node().step(new AppendAccepted(1, 2, 1, member.node().status().lastIndex()));
    member.work();
  }

  private static ConfChangeV2.Single adds(long id) {
    return new ConfChangeV2.Single(ConfChangeType.ADD_NODE, id);
  }

  private static List<ConfChangeV2.Single> removing(long... ids) {
    return LongStream.of(ids)
        .mapToObj(id -> new ConfChangeV2.Single(ConfChangeType.REMOVE_NODE, id))
        .toList();
  }

  @Test
  void aProposalOfNothingIsDropped() {
    member.leading();
    assertThat(member.node().step(new Propose(1, 2, List.of()))).isEqualTo(StepOutcome.DROPPED);
    assertThat(member.node().isReady()).isFalse();
  }

  @Test
  void aSnapshotOfAGroupThatCannotBeIsIgnored() {
    List<Long> one = List.of(1L);
    ConfState both = new ConfState(one, one, List.of(), List.of(), false);
    snapshotIsIgnored(both);
    snapshotIsIgnored(ConfState.ofVoters(List.of(2L, 3L)));
    snapshotIsIgnored(ConfState.EMPTY);
  }

  private void snapshotIsIgnored(ConfState members) {
    RaftSnapshot snapshot = new RaftSnapshot(Bytes.EMPTY, members, 50, 5);
    member.node().step(new InstallSnapshot(1, 2, 5, snapshot));
    assertThat(member.work()).contains(new AppendAccepted(2, 1, 5, START));
    assertThat(member.node().status().lastIndex()).isEqualTo(START);
  }
}
