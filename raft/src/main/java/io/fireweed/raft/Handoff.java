package io.fireweed.raft;

import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.raft.log.EntrySizes;
import io.fireweed.raft.log.LogPosition;
import io.fireweed.raft.message.Message;
import io.fireweed.raft.message.PeerMessage;
import io.fireweed.raft.message.StorageMessage;
import io.fireweed.raft.message.StorageMessage.StorageAppend;
import io.fireweed.raft.message.StorageMessage.StorageAppended;
import io.fireweed.raft.message.StorageMessage.StorageApplied;
import io.fireweed.raft.message.StorageMessage.StorageApply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What goes out of the core as [Ready], and what comes back when it is done.
///
/// Whoever takes a [Ready] promises to do it: the core counts it as handed out at once. What may be
/// believed only when it is durable waits in `onAdvance`, or, with asynchronous storage, travels as
/// the responses of the append thread's message.
final class Handoff {
  private final Core core;
  private final boolean isAsync;
  private SoftState softState;
  private HardState hardState;
  private List<Message> onAdvance = List.of();
  private boolean isTaken;

  Handoff(Core core) {
    this.core = core;
    this.isAsync = core.config().has(Switch.ASYNC_STORAGE);
    this.softState = core.softState();
    this.hardState = core.hardState();
  }

  private boolean appliesUnstable() {
    return !isAsync;
  }

  boolean isReady() {
    return !core.outbox().isEmpty()
        || !core.reads().states().isEmpty()
        || core.log().hasNextUnstable()
        || core.log().nextSnapshot().isPresent()
        || core.log().hasNextCommitted(appliesUnstable())
        || hasNewSoftState()
        || hasNewHardState();
  }

  private boolean hasNewSoftState() {
    return core.role().lead() != softState.lead() || core.role().name() != softState.role();
  }

  private boolean hasNewHardState() {
    return core.log().committed() != hardState.commit() || hasNewVote();
  }

  private boolean hasNewVote() {
    return core.term() != hardState.term() || core.vote() != hardState.vote();
  }

  Ready take() {
    if (isTaken) {
      throw new IllegalStateException("two Ready taken without an advance between them");
    }
    isTaken = !isAsync;
    Ready ready = compose();
    accept(ready);
    return ready;
  }

  private Ready compose() {
    List<Entry> entries = core.log().nextUnstable();
    List<Entry> committed = core.log().nextCommitted(appliesUnstable());
    Optional<SoftState> soft = hasNewSoftState() ? Optional.of(core.softState()) : Optional.empty();
    Optional<HardState> hard = hasNewHardState() ? Optional.of(core.hardState()) : Optional.empty();
    Optional<RaftSnapshot> snapshot = core.log().nextSnapshot();
    List<ReadState> reads = List.copyOf(core.reads().states());
    boolean mustSync = !entries.isEmpty() || hasNewVote();
    List<Message> messages = core.outbox().now();
    if (isAsync) {
      addStorageWork(messages, hard, entries, snapshot, committed);
    } else {
      addForOthers(messages);
    }
    return new Ready(soft, hard, entries, snapshot, committed, messages, reads, mustSync);
  }

  private void addForOthers(List<Message> messages) {
    for (Message message : core.outbox().afterAppend()) {
      if (message.to() != core.id()) {
        messages.add(message);
      }
    }
  }

  private void addStorageWork(
      List<Message> messages,
      Optional<HardState> hard,
      List<Entry> entries,
      Optional<RaftSnapshot> snapshot,
      List<Entry> committed) {
    List<Message> promises = core.outbox().afterAppend();
    boolean hasWork =
        hard.isPresent() || !entries.isEmpty() || snapshot.isPresent() || !promises.isEmpty();
    if (hasWork) {
      List<Message> responses = new ArrayList<>(promises);
      appended(snapshot).ifPresent(responses::add);
      messages.add(new StorageAppend(core.id(), hard, entries, snapshot, responses));
    }
    if (!committed.isEmpty()) {
      List<Message> responses = List.of(new StorageApplied(core.id(), committed));
      messages.add(new StorageApply(core.id(), committed, responses));
    }
  }

  /// {@return what is to be said when the log up to its end, and `snapshot`, are durable}
  private Optional<StorageAppended> appended(Optional<RaftSnapshot> snapshot) {
    boolean hasEntries = core.log().hasUnstable();
    if (!hasEntries && snapshot.isEmpty()) {
      return Optional.empty();
    }
    LogPosition last = hasEntries ? core.log().last() : LogPosition.ORIGIN;
    return Optional.of(
        new StorageAppended(core.id(), core.term(), last.term(), last.index(), snapshot));
  }

  private void accept(Ready ready) {
    ready.softState().ifPresent(state -> softState = state);
    ready.hardState().ifPresent(state -> hardState = state);
    if (!isAsync) {
      onAdvance = stepsOnAdvance(ready);
    }
    core.reads().clearStates();
    core.outbox().clear();
    core.log().acceptUnstable();
    List<Entry> committed = ready.committedEntries();
    if (!committed.isEmpty()) {
      core.log()
          .acceptApplying(
              committed.getLast().index(), EntrySizes.encoded(committed), appliesUnstable());
    }
  }

  private List<Message> stepsOnAdvance(Ready ready) {
    List<Message> steps = new ArrayList<>();
    for (Message message : core.outbox().afterAppend()) {
      if (message.to() == core.id()) {
        steps.add(message);
      }
    }
    appended(ready.snapshot()).ifPresent(steps::add);
    if (!ready.committedEntries().isEmpty()) {
      steps.add(new StorageApplied(core.id(), ready.committedEntries()));
    }
    return steps;
  }

  void advance() {
    if (isAsync) {
      throw new IllegalStateException("there is no advance with asynchronous storage");
    }
    if (!isTaken) {
      throw new IllegalStateException("advance without a Ready taken");
    }
    isTaken = false;
    List<Message> steps = onAdvance;
    onAdvance = List.of();
    for (Message step : steps) {
      switch (step) {
        case PeerMessage promise -> core.step(promise);
        case StorageMessage done -> core.step(done);
      }
    }
  }
}
