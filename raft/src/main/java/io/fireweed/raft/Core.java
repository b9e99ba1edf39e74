package io.fireweed.raft;

import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.raft.log.EntrySizes;
import io.fireweed.raft.log.LogPosition;
import io.fireweed.raft.log.RaftLog;
import io.fireweed.raft.log.Storage;
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
import io.fireweed.raft.message.PeerMessage;
import io.fireweed.raft.message.ReadMessage.ReadIndexReply;
import io.fireweed.raft.message.ReadMessage.ReadIndexRequest;
import io.fireweed.raft.message.StorageMessage;
import io.fireweed.raft.message.StorageMessage.StorageAppend;
import io.fireweed.raft.message.StorageMessage.StorageAppended;
import io.fireweed.raft.message.StorageMessage.StorageApplied;
import io.fireweed.raft.message.StorageMessage.StorageApply;
import io.fireweed.raft.progress.Configuration;
import io.fireweed.raft.trace.Level;
import io.fireweed.raft.trace.Trace;
import java.util.Set;

/// What every role shares, and the door by which messages come in.
///
/// The door compares terms, which is the same for all messages; what a message then means stands in
/// its room: [Election], [Transfer], [Replication], [Following], [Reads], [Membership],
/// [SnapshotTransfer].
///
/// Invariants: `term` never falls; `vote` changes within a term only from nobody to somebody;
/// `role.lead()` is 0, or a member that was elected in `term`.
final class Core {
  private final Config config;
  private final Trace trace;
  private final RaftLog log;
  private final Outbox outbox = new Outbox();
  private final Election election;
  private final Transfer transfer;
  private final Replication replication;
  private final Following following;
  private final Reads reads;
  private final Membership membership;
  private final SnapshotTransfer snapshots;

  private long term;
  private long vote;
  private Role role = new Role.Follower(0);
  private Configuration configuration = Configuration.EMPTY;

  Core(Config config, Storage storage, Jitter jitter, Trace trace) {
    this.config = config;
    this.trace = trace;
    this.log = new RaftLog(storage, trace, config.limits().maxApplyingBytes());
    this.election = new Election(this, jitter);
    this.transfer = new Transfer(this);
    this.replication = new Replication(this);
    this.following = new Following(this);
    this.reads = new Reads(this);
    this.membership = new Membership(this);
    this.snapshots = new SnapshotTransfer(this);
    Configuration.flaw(storage.confState())
        .ifPresent(
            flaw -> {
              throw new IllegalArgumentException("the stored configuration has " + flaw);
            });
    membership.switchTo(Configuration.of(storage.confState()), Set.of());
    load(storage.hardState());
    if (config.applied() != 0) {
      if (config.applied() < log.applied() || config.applied() > log.committed()) {
        throw new IllegalArgumentException(
            "the applied index %d is not within [%d, %d]: was the log damaged or lost?"
                .formatted(config.applied(), log.applied(), log.committed()));
      }
      log.appliedTo(config.applied(), 0);
    }
    election.becomeFollower(term, 0);
    LogPosition last = log.last();
    info(
        "newRaft %x [peers: %s, term: %d, commit: %d, applied: %d, lastindex: %d, lastterm: %d]",
        id(),
        hexList(configuration.quorum().voters()),
        term,
        log.committed(),
        log.applied(),
        last.index(),
        last.term());
  }

  private static String hexList(Iterable<Long> ids) {
    StringBuilder text = new StringBuilder("[");
    for (long id : ids) {
      text.append(text.length() == 1 ? "" : ",").append(Long.toHexString(id));
    }
    return text.append(']').toString();
  }

  private void load(HardState state) {
    if (isEmpty(state)) {
      return;
    }
    if (state.commit() < log.committed() || state.commit() > log.lastIndex()) {
      throw new IllegalArgumentException(
          "the stored commit index %d is not within [%d, %d]: was the log damaged or lost?"
              .formatted(state.commit(), log.committed(), log.lastIndex()));
    }
    log.commitTo(state.commit());
    term = state.term();
    vote = state.vote();
  }

  static boolean isEmpty(HardState state) {
    return state.term() == 0 && state.vote() == 0 && state.commit() == 0;
  }

  long id() {
    return config.id();
  }

  Config config() {
    return config;
  }

  RaftLog log() {
    return log;
  }

  Outbox outbox() {
    return outbox;
  }

  Election election() {
    return election;
  }

  Transfer transfer() {
    return transfer;
  }

  Replication replication() {
    return replication;
  }

  Following following() {
    return following;
  }

  Reads reads() {
    return reads;
  }

  Membership membership() {
    return membership;
  }

  SnapshotTransfer snapshots() {
    return snapshots;
  }

  long term() {
    return term;
  }

  long vote() {
    return vote;
  }

  Role role() {
    return role;
  }

  void become(Role next) {
    role = next;
  }

  Configuration configuration() {
    return configuration;
  }

  void configure(Configuration next) {
    configuration = next;
  }

  HardState hardState() {
    return new HardState(term, vote, log.committed());
  }

  SoftState softState() {
    return new SoftState(role.lead(), role.name());
  }

  /// Enters `next`, in which no vote is cast yet; does nothing if that is the term already.
  void enterTerm(long next) {
    assert next >= term : next + " < " + term;
    if (next != term) {
      term = next;
      vote = 0;
    }
  }

  void voteFor(long candidate) {
    assert vote == 0 || vote == candidate : "voted for " + vote + " in term " + term;
    vote = candidate;
  }

  void send(PeerMessage message) {
    outbox.send(message);
  }

  @SuppressWarnings("AnnotateFormatMethod")
  void debug(String format, Object... values) {
    trace.say(Level.DEBUG, format, values);
  }

  @SuppressWarnings("AnnotateFormatMethod")
  void info(String format, Object... values) {
    trace.say(Level.INFO, format, values);
  }

  @SuppressWarnings("AnnotateFormatMethod")
  void warn(String format, Object... values) {
    trace.say(Level.WARN, format, values);
  }

  @SuppressWarnings("AnnotateFormatMethod")
  void error(String format, Object... values) {
    trace.say(Level.ERROR, format, values);
  }

  /// One tick of the clock.
  void tick() {
    switch (role) {
      case Role.Leader leader -> election.tickLeader(leader);
      case Role.Follower _ -> election.tickWaiting();
      case Role.PreCandidate _ -> election.tickWaiting();
      case Role.Candidate _ -> election.tickWaiting();
    }
  }

  StepOutcome step(PeerMessage message) {
    if (message.term() <= 0 && !message.isTermless()) {
      throw new IllegalArgumentException("a message needs a term: " + message.describe());
    }
    if (message.term() > term) {
      if (!election.admits(message)) {
        return StepOutcome.DONE;
      }
      election.meetHigherTerm(message);
    } else if (message.term() != 0 && message.term() < term) {
      election.refuseLowerTerm(message);
      return StepOutcome.DONE;
    }
    switch (message) {
      case Propose proposal -> {
        return replication.propose(proposal);
      }
      case Append append -> following.append(append);
      case AppendAccepted reply -> replication.accepted(reply);
      case AppendRejected reply -> replication.rejected(reply);
      case Heartbeat heartbeat -> following.heartbeat(heartbeat);
      case HeartbeatReply reply -> replication.heartbeatReply(reply);
      case InstallSnapshot install -> snapshots.install(install);
      case VoteRequest request -> election.voteRequest(request);
      case VoteReply reply -> election.voteReply(reply);
      case TransferLeader request -> transfer.request(request);
      case TimeoutNow now -> transfer.timeoutNow(now);
      case ReadIndexRequest request -> reads.request(request);
      case ReadIndexReply reply -> reads.reply(reply);
    }
    return StepOutcome.DONE;
  }

  /// One of this member's own threads is done with something.
  void step(StorageMessage message) {
    switch (message) {
      case StorageAppended appended -> appended(appended);
      case StorageApplied applied -> applied(applied);
      case StorageAppend work ->
          throw new IllegalArgumentException("this is for the append thread: " + work.describe());
      case StorageApply work ->
          throw new IllegalArgumentException("this is for the apply thread: " + work.describe());
    }
  }

  /// Entries of an earlier term may have been overwritten since they were handed out.
  private void appended(StorageAppended appended) {
    if (appended.lastIndex() != 0) {
      if (appended.term() < term) {
        info(
            "%x [term: %d] ignored entry appends from a %s message with lower term [term: %d]",
            id(), term, appended.type().label(), appended.term());
      } else {
        log.stableTo(new LogPosition(appended.lastTerm(), appended.lastIndex()));
      }
    }
    appended.snapshot().ifPresent(this::snapshotApplied);
  }

  private void snapshotApplied(RaftSnapshot snapshot) {
    log.stableSnapshotTo(snapshot.index());
    membership.appliedTo(snapshot.index(), 0);
  }

  private void applied(StorageApplied applied) {
    if (applied.entries().isEmpty()) {
      return;
    }
    membership.appliedTo(
        applied.entries().getLast().index(), EntrySizes.encoded(applied.entries()));
    if (role instanceof Role.Leader leader) {
      leader.removeUncommitted(EntrySizes.data(applied.entries()));
    }
  }
}
