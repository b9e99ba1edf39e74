package io.fireweed.raft;

import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.wire.Bytes;
import io.fireweed.raft.log.EntrySizes;
import io.fireweed.raft.log.RaftLog;
import io.fireweed.raft.message.LogMessage.Append;
import io.fireweed.raft.message.LogMessage.AppendAccepted;
import io.fireweed.raft.message.LogMessage.AppendRejected;
import io.fireweed.raft.message.LogMessage.Heartbeat;
import io.fireweed.raft.message.LogMessage.HeartbeatReply;
import io.fireweed.raft.message.LogMessage.Propose;
import io.fireweed.raft.message.Message;
import io.fireweed.raft.progress.Progress;
import io.fireweed.raft.progress.ProgressMap;
import io.fireweed.raft.progress.ProgressState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/// How the leader's log becomes everybody's: proposals, appends, heartbeats and the commit rule.
/// The other end is [Following].
///
/// An entry is committed when a quorum stores it *and* it is of the leader's own term; earlier ones
/// follow with it (thesis §3.6.2). The leader counts itself only when its own storage says so.
final class Replication {
  private final Core core;

  Replication(Core core) {
    this.core = core;
  }

  StepOutcome propose(Propose proposal) {
    return switch (core.role()) {
      case Role.Leader leader -> propose(leader, proposal.entries());
      case Role.Follower follower -> forward(follower, proposal);
      case Role.PreCandidate _ -> dropWithoutLeader();
      case Role.Candidate _ -> dropWithoutLeader();
    };
  }

  private StepOutcome dropWithoutLeader() {
    core.info("%x no leader at term %d; dropping proposal", core.id(), core.term());
    return StepOutcome.DROPPED;
  }

  private StepOutcome forward(Role.Follower follower, Propose proposal) {
    if (follower.lead() == Message.NOBODY) {
      return dropWithoutLeader();
    }
    if (core.config().has(Switch.NO_PROPOSAL_FORWARDING)) {
      core.info(
          "%x not forwarding to leader %x at term %d; dropping proposal",
          core.id(), follower.lead(), core.term());
      return StepOutcome.DROPPED;
    }
    core.send(new Propose(follower.lead(), proposal.from(), proposal.entries()));
    return StepOutcome.DONE;
  }

  private StepOutcome propose(Role.Leader leader, List<Entry> entries) {
    if (entries.isEmpty() || leader.progress().find(core.id()).isEmpty()) {
      return StepOutcome.DROPPED;
    }
    if (leader.isTransferring()) {
      core.debug(
          "%x [term %d] transfer leadership to %x is in progress; dropping proposal",
          core.id(), core.term(), leader.transferee());
      return StepOutcome.DROPPED;
    }
    if (!append(leader, core.membership().admit(leader, entries))) {
      return StepOutcome.DROPPED;
    }
    broadcast();
    return StepOutcome.DONE;
  }

  /// The first entry of a new leader: with it, everything before it can be committed.
  void appendEmpty(Role.Leader leader) {
    boolean appended = append(leader, List.of(new Entry(0, 0, EntryType.NORMAL, Bytes.EMPTY)));
    assert appended : "an empty entry is never too much";
  }

  private boolean append(Role.Leader leader, List<Entry> proposed) {
    long max = core.config().limits().maxUncommittedBytes();
    if (!leader.addUncommitted(EntrySizes.data(proposed), max)) {
      core.warn(
          "%x appending new entries to log would exceed uncommitted entry size limit; dropping"
              + " proposal",
          core.id());
      return false;
    }
    long index = core.log().lastIndex();
    List<Entry> entries = new ArrayList<>(proposed.size());
    for (Entry entry : proposed) {
      index++;
      entries.add(new Entry(core.term(), index, entry.type(), entry.data()));
    }
    core.log().append(entries);
    core.send(new AppendAccepted(core.id(), core.id(), core.term(), index));
    return true;
  }

  /// Sends everybody what they lack, or at least the commit index.
  void broadcast() {
    if (core.role() instanceof Role.Leader leader) {
      forEachOther(leader, (id, progress) -> sendAppend(leader, id, progress));
    }
  }

  private void forEachOther(Role.Leader leader, BiConsumer<Long, Progress> visit) {
    ProgressMap members = leader.progress();
    for (int i = 0; i < members.size(); i++) {
      if (members.idAt(i) != core.id()) {
        visit.accept(members.idAt(i), members.at(i));
      }
    }
  }

  /// Sends what `id` lacks; without news, an append that tells the commit index.
  void sendAppend(Role.Leader leader, long id, Progress progress) {
    if (!progress.isPaused() && sendEntries(id, progress) == Sending.NOTHING_NEW) {
      send(id, progress, List.of());
    }
  }

  /// Sends everybody what they lack, and nothing to those who lack nothing.
  void sendNews(Role.Leader leader) {
    forEachOther(
        leader,
        (id, progress) -> {
          if (!progress.isPaused()) {
            sendEntries(id, progress);
          }
        });
  }

  /// What came of an attempt to send a member what it lacks.
  private enum Sending {
    SENT,
    NOTHING_NEW,
    /// It needs a snapshot, which cannot be had or sent now.
    BLOCKED
  }

  /// Sends the next entries, or a snapshot if they are compacted away.
  private Sending sendEntries(long id, Progress progress) {
    RaftLog log = core.log();
    long previous = progress.next() - 1;
    if (!log.knows(previous)) {
      return core.snapshots().send(id, progress) ? Sending.SENT : Sending.BLOCKED;
    }
    boolean isFull = progress.state() == ProgressState.REPLICATE && progress.inflights().isFull();
    if (isFull) {
      return Sending.NOTHING_NEW;
    }
    List<Entry> entries =
        log.entriesFrom(progress.next(), core.config().limits().maxMessageBytes());
    if (entries.isEmpty()) {
      return Sending.NOTHING_NEW;
    }
    send(id, progress, entries);
    return Sending.SENT;
  }

  private void send(long id, Progress progress, List<Entry> entries) {
    long previous = progress.next() - 1;
    long commit = core.log().committed();
    core.send(
        new Append(
            id, core.id(), core.term(), core.log().term(previous), previous, entries, commit));
    progress.sent(entries.size(), EntrySizes.data(entries));
    progress.sentCommit(commit);
  }

  void broadcastHeartbeat(Role.Leader leader, Bytes context) {
    forEachOther(leader, (id, progress) -> sendHeartbeat(id, progress, context));
  }

  /// A member may commit only what it is known to have in common with the leader.
  private void sendHeartbeat(long id, Progress progress, Bytes context) {
    long commit = Math.min(progress.match(), core.log().committed());
    core.send(new Heartbeat(id, core.id(), core.term(), commit, context));
    progress.sentCommit(commit);
  }

  /// Commits what a quorum stores. {@return whether that was news}
  boolean commit(Role.Leader leader) {
    long index = leader.progress().committed();
    RaftLog log = core.log();
    if (index <= log.committed() || !log.matches(core.term(), index)) {
      return false;
    }
    log.commitTo(index);
    return true;
  }

  /// {@return whether an entry of this leader's own term is committed}
  boolean hasCommittedInTerm() {
    return core.log().term(core.log().committed()) == core.term();
  }

  void noProgress(long id) {
    core.debug("%x no progress available for %x", core.id(), id);
  }

  void accepted(AppendAccepted reply) {
    if (core.role() instanceof Role.Leader leader) {
      leader
          .progress()
          .find(reply.from())
          .ifPresentOrElse(
              progress -> accepted(leader, reply, progress), () -> noProgress(reply.from()));
    }
  }

  private void accepted(Role.Leader leader, AppendAccepted reply, Progress progress) {
    if (reply.index() > core.log().lastIndex()) {
      core.warn(
          "%x ignored an acknowledgement of %d from %x: the log ends at %d",
          core.id(), reply.index(), reply.from(), core.log().lastIndex());
      return;
    }
    progress.markActive();
    long id = reply.from();
    boolean isProbed = progress.state() == ProgressState.PROBE && progress.match() == reply.index();
    if (!progress.accepted(reply.index()) && !isProbed) {
      return;
    }
    advance(id, reply.index(), progress);
    if (commit(leader)) {
      core.reads().releasePostponed(leader);
      broadcast();
    } else if (id != core.id() && progress.canBumpCommit(core.log().committed())) {
      sendAppend(leader, id, progress);
    }
    boolean sends = id != core.id();
    while (sends) {
      sends = !progress.isPaused() && sendEntries(id, progress) == Sending.SENT;
    }
    if (leader.transferee() == id && progress.match() == core.log().lastIndex()) {
      core.transfer().finish(id);
    }
  }

  private void advance(long id, long index, Progress progress) {
    switch (progress.state()) {
      case PROBE -> progress.becomeReplicate();
      case REPLICATE -> progress.inflights().freeUpTo(index);
      case SNAPSHOT -> {
        if (progress.match() + 1 >= core.log().firstIndex()) {
          core.debug(
              "%x recovered from needing snapshot, resumed sending replication messages to %x"
                  + " [%s]",
              core.id(), id, progress.describe());
          progress.becomeProbe();
          progress.becomeReplicate();
        }
      }
    }
  }

  void rejected(AppendRejected reply) {
    if (core.role() instanceof Role.Leader leader) {
      leader
          .progress()
          .find(reply.from())
          .ifPresentOrElse(
              progress -> rejected(leader, reply, progress), () -> noProgress(reply.from()));
    }
  }

  private void rejected(Role.Leader leader, AppendRejected reply, Progress progress) {
    progress.markActive();
    core.debug(
        "%x received MsgAppResp(rejected, hint: (index %d, term %d)) from %x for index %d",
        core.id(), reply.hintIndex(), reply.hintTerm(), reply.from(), reply.index());
    long meeting = reply.hintIndex();
    if (reply.hintTerm() > 0) {
      meeting = core.log().lastNotAfter(reply.hintIndex(), reply.hintTerm()).index();
    }
    if (!progress.refused(reply.index(), meeting)) {
      return;
    }
    core.debug("%x decreased progress of %x to [%s]", core.id(), reply.from(), progress.describe());
    if (progress.state() == ProgressState.REPLICATE) {
      progress.becomeProbe();
    }
    sendAppend(leader, reply.from(), progress);
  }

  void heartbeatReply(HeartbeatReply reply) {
    if (core.role() instanceof Role.Leader leader) {
      leader
          .progress()
          .find(reply.from())
          .ifPresentOrElse(
              progress -> heartbeatReply(leader, reply, progress), () -> noProgress(reply.from()));
    }
  }

  /// A member whose appends were all lost answers heartbeats still: give it something to refuse.
  private void heartbeatReply(Role.Leader leader, HeartbeatReply reply, Progress progress) {
    progress.markActive();
    progress.resumeFlow();
    if (progress.match() < core.log().lastIndex() || progress.state() == ProgressState.PROBE) {
      sendAppend(leader, reply.from(), progress);
    }
    core.reads().confirmed(leader, reply);
  }

  /// The network says that messages to `id` do not get through.
  void unreachable(long id) {
    if (core.role() instanceof Role.Leader leader) {
      leader
          .progress()
          .find(id)
          .ifPresentOrElse(
              progress -> {
                if (progress.state() == ProgressState.REPLICATE) {
                  progress.becomeProbe();
                }
                core.debug(
                    "%x failed to send message to %x because it is unreachable [%s]",
                    core.id(), id, progress.describe());
              },
              () -> noProgress(id));
    }
  }
}
