package io.fireweed.raft;

import io.fireweed.format.raftlog.ConfChange;
import io.fireweed.format.raftlog.ConfChangeV2;
import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Dialect;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.wire.Bytes;
import io.fireweed.raft.log.Storage;
import io.fireweed.raft.message.ElectionMessage.Cause;
import io.fireweed.raft.message.ElectionMessage.TransferLeader;
import io.fireweed.raft.message.LogMessage.Propose;
import io.fireweed.raft.message.Message;
import io.fireweed.raft.message.PeerMessage;
import io.fireweed.raft.message.ReadMessage.ReadIndexRequest;
import io.fireweed.raft.message.StorageMessage;
import io.fireweed.raft.progress.Progress;
import io.fireweed.raft.progress.ProgressMap;
import io.fireweed.raft.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// One member of a raft group, without threads, clock, disk or network of its own.
///
/// The caller gives it ticks, messages and proposals, takes what is [ready][#ready()], does it, and
/// says so by [#advance()]. The same calls in the same order give the same results.
///
/// Not thread-safe. An exception leaves the member unusable: it means that storage or the caller
/// broke a promise, and going on could break the log.
public final class Node {
  private final Core core;
  private final Handoff handoff;

  /// Starts, or starts again, from what `storage` holds.
  ///
  /// @throws IllegalArgumentException if what it holds cannot be a member's state
  public Node(Config config, Storage storage, Jitter jitter, Trace trace) {
    this.core = new Core(config, storage, jitter, trace);
    this.handoff = new Handoff(core);
  }

  /// One tick of the clock that timeouts are counted in.
  public void tick() {
    core.tick();
  }

  /// Holds an election now, or asks about one first.
  public void campaign() {
    core.election().start(Cause.TIMEOUT);
  }

  /// Takes a message from the network, or a promise of this member's own that is now durable.
  ///
  /// @throws IllegalArgumentException if it is one that the codec of the wire refuses: without a
  /// term, or with a gap between its entries
  /// @throws IllegalStateException if a leader says that more is committed here than this log has:
  ///     one of the two has lost entries, and this member must not go on
  public StepOutcome step(PeerMessage message) {
    if (message.isReply() && !core.configuration().contains(message.from())) {
      return StepOutcome.STRANGER;
    }
    return core.step(message);
  }

  /// Takes the answer of one of this member's own threads.
  ///
  /// @throws IllegalArgumentException if it is not an answer
  public void step(StorageMessage message) {
    core.step(message);
  }

  /// Proposes data for the log; dropped proposals may be tried again.
  public StepOutcome propose(Bytes data) {
    return propose(List.of(data));
  }

  /// Proposes several entries, which are appended next to each other or not at all.
  ///
  /// @throws IllegalArgumentException if there are none
  public StepOutcome propose(List<Bytes> data) {
    if (data.isEmpty()) {
      throw new IllegalArgumentException("nothing to propose");
    }
    List<Entry> entries = new ArrayList<>(data.size());
    for (Bytes each : data) {
      entries.add(new Entry(0, 0, EntryType.NORMAL, each));
    }
    return core.step(new Propose(core.id(), core.id(), entries));
  }

  /// Proposes a change of one member, in the form that every release of etcd reads.
  public StepOutcome proposeChange(ConfChange change, Dialect dialect) {
    return proposeChange(EntryType.CONF_CHANGE, change.encode(dialect));
  }

  /// Proposes a change of any number of members.
  public StepOutcome proposeChange(ConfChangeV2 change) {
    return proposeChange(EntryType.CONF_CHANGE_V2, change.encode());
  }

  private StepOutcome proposeChange(EntryType type, Bytes data) {
    List<Entry> entries = List.of(new Entry(0, 0, type, data));
    return core.step(new Propose(core.id(), core.id(), entries));
  }

  /// A committed membership change takes effect; this or [#refuseChange()] must be called for
  /// each, in order, before [#advance()].
  ///
  /// One that a snapshot from the leader covers, which came after the entry was handed out, changes
  /// nothing: the members are those of the snapshot already.
  ///
  /// {@return the members from now on}
  ///
  /// @throws io.fireweed.format.fault.CorruptException if the entry cannot be read
  public ConfState applyChange(Entry committed) {
    if (committed.index() >= core.log().firstIndex()) {
      core.membership().apply(Membership.decode(committed));
    }
    return core.configuration().state();
  }

  /// A committed membership change that the application does not take: the members stay. In place
  /// of [#applyChange(Entry)].
  ///
  /// {@return the members, as before}
  public ConfState refuseChange() {
    core.membership().switchTo(core.configuration(), Set.of());
    return core.configuration().state();
  }

  /// Asks for a read index; the answer comes as a [ReadState], or never if leadership is lost.
  ///
  /// @param context names the request. A leader of ours needs no names, but an etcd leader tells
  ///     reads apart by them alone: choose one that no member uses twice
  public void readIndex(Bytes context) {
    core.step(new ReadIndexRequest(core.id(), Message.NOBODY, context));
  }

  /// Hands leadership to `member`, or asks the leader to.
  public void transferLeadership(long member) {
    core.step(new TransferLeader(core.id(), member, 0));
  }

  /// Takes the leader for gone, so that a vote can be given to another at once.
  public void forgetLeader() {
    core.election().forgetLeader();
  }

  /// The last message to `member` did not get through.
  public void reportUnreachable(long member) {
    core.replication().unreachable(member);
  }

  /// The sending of a snapshot to `member` has ended.
  public void reportSnapshot(long member, SnapshotOutcome outcome) {
    core.snapshots().reported(member, outcome);
  }

  /// Sets the election timeout, until it is drawn again.
  ///
  /// @param ticks at least 1
  public void electionTimeout(int ticks) {
    core.election().timeoutAfter(ticks);
  }

  /// {@return whether there is anything to be done}
  public boolean isReady() {
    return handoff.isReady();
  }

  /// {@return what is to be done, which counts as handed out from now on}
  ///
  /// @throws IllegalStateException if the one before was not [done][#advance()]
  public Ready ready() {
    return handoff.take();
  }

  /// The last [Ready] is done: stored, sent and applied.
  ///
  /// @throws IllegalStateException if none was taken, or with asynchronous storage
  public void advance() {
    handoff.advance();
  }

  public Status status() {
    List<Status.Member> members = new ArrayList<>();
    long transferee = Message.NOBODY;
    if (core.role() instanceof Role.Leader leader) {
      transferee = leader.transferee();
      ProgressMap progress = leader.progress();
      for (int i = 0; i < progress.size(); i++) {
        members.add(member(progress.idAt(i), progress.at(i)));
      }
    }
    return new Status(
        core.id(),
        core.hardState(),
        core.softState(),
        core.log().applied(),
        core.log().lastIndex(),
        core.configuration(),
        transferee,
        members);
  }

  private static Status.Member member(long id, Progress progress) {
    return new Status.Member(
        id,
        progress.state(),
        progress.match(),
        progress.next(),
        progress.isLearner(),
        progress.isRecentlyActive(),
        progress.describe());
  }

  /// {@return the entries from `from` to the end of the log, as far as they are not compacted}
  ///
  /// @param maxBytes of the encoded entries
  public List<Entry> entries(long from, long maxBytes) {
    return core.log().entriesFrom(Math.max(from, core.log().firstIndex()), maxBytes);
  }
}
