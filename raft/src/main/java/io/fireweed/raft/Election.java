package io.fireweed.raft;

import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.raft.log.LogPosition;
import io.fireweed.raft.log.RaftLog;
import io.fireweed.raft.message.Ballot;
import io.fireweed.raft.message.ElectionMessage.Cause;
import io.fireweed.raft.message.ElectionMessage.VoteReply;
import io.fireweed.raft.message.ElectionMessage.VoteRequest;
import io.fireweed.raft.message.LogMessage.Append;
import io.fireweed.raft.message.LogMessage.AppendAccepted;
import io.fireweed.raft.message.LogMessage.Heartbeat;
import io.fireweed.raft.message.LogMessage.InstallSnapshot;
import io.fireweed.raft.message.Message;
import io.fireweed.raft.message.MessageType;
import io.fireweed.raft.message.PeerMessage;
import io.fireweed.raft.progress.ProgressMap;
import io.fireweed.raft.quorum.Votes;
import java.util.Optional;
import java.util.Set;

/// Who leads: terms, timeouts and votes.
///
/// A vote is given to one candidate in a term, and only to one whose log is [at least as
/// good][LogPosition#isUpToDateWith]; so whoever wins has everything that was committed.
final class Election {
  private final Core core;
  private final Jitter jitter;

  /// Ticks since a leader was heard of; in a leader, since its quorum was last checked.
  private int elapsed;

  private int timeout;

  Election(Core core, Jitter jitter) {
    this.core = core;
    this.jitter = jitter;
  }

  private int electionTicks() {
    return core.config().electionTicks();
  }

  void timeoutAfter(int ticks) {
    timeout = ticks;
  }

  /// A leader was heard of.
  void heardOfLeader() {
    elapsed = 0;
  }

  void tickWaiting() {
    elapsed++;
    if (isPromotable() && elapsed >= timeout) {
      elapsed = 0;
      start(Cause.TIMEOUT);
    }
  }

  void tickLeader(Role.Leader leader) {
    boolean isHeartbeatDue = leader.isHeartbeatDue(core.config().heartbeatTicks());
    elapsed++;
    if (elapsed >= electionTicks()) {
      elapsed = 0;
      if (core.config().has(Switch.CHECK_QUORUM)) {
        checkQuorum(leader);
      }
      leader.abortTransfer();
    }
    if (isHeartbeatDue && core.role() == leader) {
      core.replication().broadcastHeartbeat(leader, leader.reads().newest());
    }
  }

  private void checkQuorum(Role.Leader leader) {
    if (!leader.progress().isQuorumActive()) {
      core.warn("%x stepped down to follower since quorum is not active", core.id());
      becomeFollower(core.term(), Message.NOBODY);
    }
    leader.progress().markAllInactive(core.id());
  }

  void becomeFollower(long term, long lead) {
    enter(term);
    core.become(new Role.Follower(lead));
    core.info("%x became follower at term %d", core.id(), core.term());
  }

  private void becomePreCandidate() {
    core.become(new Role.PreCandidate(new Tally()));
    core.info("%x became pre-candidate at term %d", core.id(), core.term());
  }

  private void becomeCandidate() {
    enter(core.term() + 1);
    core.voteFor(core.id());
    core.become(new Role.Candidate(new Tally()));
    core.info("%x became candidate at term %d", core.id(), core.term());
  }

  private void becomeLeader() {
    enter(core.term());
    RaftLog log = core.log();
    Limits limits = core.config().limits();
    ProgressMap progress = new ProgressMap(limits.maxInflightMessages(), limits.maxInflightBytes());
    progress.follow(core.configuration(), Set.of(), log.lastIndex() + 1);
    progress.restart(core.id(), log.lastIndex());
    progress
        .find(core.id())
        .ifPresent(
            self -> {
              self.becomeReplicate();
              self.markActive();
            });
    Role.Leader leader = new Role.Leader(core.id(), progress, log.lastIndex());
    core.become(leader);
    core.replication().appendEmpty(leader);
    core.info("%x became leader at term %d", core.id(), core.term());
  }

  private void enter(long term) {
    core.enterTerm(term);
    elapsed = 0;
    timeout = electionTicks() + jitter.below(electionTicks());
  }

  /// {@return whether this member may be elected: it votes, and has all of its snapshot}
  private boolean isPromotable() {
    return core.configuration().quorum().contains(core.id()) && !core.log().hasUnstableSnapshot();
  }

  /// Holds an election, or asks about one first.
  void start(Cause cause) {
    if (core.role() instanceof Role.Leader) {
      core.debug("%x ignoring MsgHup because already leader", core.id());
      return;
    }
    if (!isPromotable()) {
      core.warn("%x is unpromotable and can not campaign", core.id());
      return;
    }
    if (hasUnappliedChange()) {
      core.warn(
          "%x cannot campaign at term %d since there are still pending configuration changes"
              + " to apply",
          core.id(), core.term());
      return;
    }
    core.info("%x is starting a new election at term %d", core.id(), core.term());
    boolean asksFirst = core.config().has(Switch.PRE_VOTE) && cause == Cause.TIMEOUT;
    campaign(asksFirst ? Ballot.PRE_VOTE : Ballot.VOTE, cause);
  }

  /// A member that does not know the newest configuration could be elected by the wrong quorum.
  private boolean hasUnappliedChange() {
    RaftLog log = core.log();
    long from = Math.max(log.applied() + 1, log.firstIndex());
    while (from <= log.committed()) {
      long bytes = core.config().limits().maxApplyingBytes();
      for (Entry entry : log.slice(from, log.committed() + 1, bytes)) {
        if (entry.type() != EntryType.NORMAL) {
          return true;
        }
        from = entry.index() + 1;
      }
    }
    return false;
  }

  private void campaign(Ballot ballot, Cause cause) {
    switch (ballot) {
      case PRE_VOTE -> becomePreCandidate();
      case VOTE -> becomeCandidate();
    }
    long term = ballot == Ballot.PRE_VOTE ? core.term() + 1 : core.term();
    LogPosition last = core.log().last();
    for (long voter : core.configuration().quorum().voters()) {
      if (voter == core.id()) {
        core.send(new VoteReply(ballot, voter, core.id(), term, false));
        continue;
      }
      core.info(
          "%x [logterm: %d, index: %d] sent %s request to %x at term %d",
          core.id(), last.term(), last.index(), ballot.request().label(), voter, core.term());
      core.send(new VoteRequest(ballot, voter, core.id(), term, last.term(), last.index(), cause));
    }
  }

  /// {@return whether a message of a higher term may be heard: a candidate may not while a leader
  /// is known to live, unless that leader asked for the election}
  boolean admits(PeerMessage message) {
    if (!(message instanceof VoteRequest request) || request.cause() == Cause.TRANSFER) {
      return true;
    }
    boolean isInLease =
        core.config().has(Switch.CHECK_QUORUM)
            && core.role().lead() != Message.NOBODY
            && elapsed < electionTicks();
    if (isInLease) {
      core.info(
          "%s ignored %s at term %d: lease is not expired (remaining ticks: %d)",
          voter(), candidate(request), core.term(), electionTicks() - elapsed);
    }
    return !isInLease;
  }

  void meetHigherTerm(PeerMessage message) {
    boolean isAboutPreVote =
        switch (message) {
          case VoteRequest request -> request.ballot() == Ballot.PRE_VOTE;
          case VoteReply reply -> reply.ballot() == Ballot.PRE_VOTE && !reply.isRejected();
          default -> false;
        };
    if (isAboutPreVote) {
      return;
    }
    core.info(
        "%x [term: %d] received a %s message with higher term from %x [term: %d]",
        core.id(), core.term(), message.type().label(), message.from(), message.term());
    boolean isFromLeader =
        message instanceof Append
            || message instanceof Heartbeat
            || message instanceof InstallSnapshot;
    becomeFollower(message.term(), isFromLeader ? message.from() : Message.NOBODY);
  }

  /// An old leader must learn of the new term, or a member that was cut off with a higher term
  /// could never come back; an old candidate must be answered, or it would wait.
  void refuseLowerTerm(PeerMessage message) {
    Config config = core.config();
    boolean isGuarded = config.has(Switch.CHECK_QUORUM) || config.has(Switch.PRE_VOTE);
    if (isGuarded && (message instanceof Heartbeat || message instanceof Append)) {
      core.send(new AppendAccepted(message.from(), core.id(), core.term(), 0));
    } else if (message instanceof VoteRequest request && request.ballot() == Ballot.PRE_VOTE) {
      reject(request);
    } else {
      core.info(
          "%x [term: %d] ignored a %s message with lower term from %x [term: %d]",
          core.id(), core.term(), message.type().label(), message.from(), message.term());
    }
  }

  void voteRequest(VoteRequest request) {
    boolean isFree =
        core.vote() == request.from()
            || (core.vote() == Message.NOBODY && core.role().lead() == Message.NOBODY)
            || (request.ballot() == Ballot.PRE_VOTE && request.term() > core.term());
    LogPosition theirs = new LogPosition(request.lastTerm(), request.lastIndex());
    if (!isFree || !theirs.isUpToDateWith(core.log().last())) {
      reject(request);
      return;
    }
    core.info(
        "%s cast %s for %x [logterm: %d, index: %d] at term %d",
        voter(),
        request.type().label(),
        request.from(),
        request.lastTerm(),
        request.lastIndex(),
        core.term());
    core.send(new VoteReply(request.ballot(), request.from(), core.id(), request.term(), false));
    if (request.ballot() == Ballot.VOTE) {
      elapsed = 0;
      core.voteFor(request.from());
    }
  }

  private void reject(VoteRequest request) {
    core.info("%s rejected %s at term %d", voter(), candidate(request), core.term());
    core.send(new VoteReply(request.ballot(), request.from(), core.id(), core.term(), true));
  }

  private String voter() {
    LogPosition last = core.log().last();
    return "%x [logterm: %d, index: %d, vote: %x]"
        .formatted(core.id(), last.term(), last.index(), core.vote());
  }

  private static String candidate(VoteRequest request) {
    return "%s from %x [logterm: %d, index: %d]"
        .formatted(request.type().label(), request.from(), request.lastTerm(), request.lastIndex());
  }

  void voteReply(VoteReply reply) {
    Optional<Tally> tally =
        switch (core.role()) {
          case Role.PreCandidate(Tally asked) when reply.ballot() == Ballot.PRE_VOTE ->
              Optional.of(asked);
          case Role.Candidate(Tally held) when reply.ballot() == Ballot.VOTE -> Optional.of(held);
          case Role.PreCandidate _ -> Optional.empty();
          case Role.Candidate _ -> Optional.empty();
          case Role.Follower _ -> Optional.empty();
          case Role.Leader _ -> Optional.empty();
        };
    tally.ifPresent(counted -> count(counted, reply));
  }

  private void count(Tally tally, VoteReply reply) {
    MessageType type = reply.type();
    String answer = type.label() + (reply.isRejected() ? " rejection" : "");
    core.info("%x received %s from %x at term %d", core.id(), answer, reply.from(), core.term());
    tally.record(reply.from(), reply.isRejected() ? Votes.Answer.NO : Votes.Answer.YES);
    core.info(
        "%x has received %d %s votes and %d vote rejections",
        core.id(),
        tally.count(Votes.Answer.YES, core.configuration()),
        type.label(),
        tally.count(Votes.Answer.NO, core.configuration()));
    switch (tally.result(core.configuration())) {
      case PENDING -> {}
      case LOST -> becomeFollower(core.term(), Message.NOBODY);
      case WON -> {
        switch (reply.ballot()) {
          case PRE_VOTE -> campaign(Ballot.VOTE, Cause.TIMEOUT);
          case VOTE -> {
            becomeLeader();
            core.replication().broadcast();
          }
        }
      }
    }
  }

  void forgetLeader() {
    if (!(core.role() instanceof Role.Follower follower)) {
      return;
    }
    if (core.config().reads() == ReadMode.LEASE_BASED) {
      core.error("ignoring MsgForgetLeader due to ReadOnlyLeaseBased");
      return;
    }
    if (follower.lead() != Message.NOBODY) {
      core.info("%x forgetting leader %x at term %d", core.id(), follower.lead(), core.term());
      follower.forgetLeader();
    }
  }
}
