package io.fireweed.testkit.sim;

import io.fireweed.format.raftlog.Entry;
import io.fireweed.raft.Config;
import io.fireweed.raft.Ready;
import io.fireweed.raft.message.Ballot;
import io.fireweed.raft.message.ElectionMessage.VoteRequest;
import io.fireweed.raft.message.Message;
import io.fireweed.raft.message.PeerMessage;
import io.fireweed.raft.message.StorageMessage;
import io.fireweed.raft.message.StorageMessage.StorageAppend;
import io.fireweed.raft.message.StorageMessage.StorageAppended;
import io.fireweed.raft.message.StorageMessage.StorageApplied;
import io.fireweed.raft.message.StorageMessage.StorageApply;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A member whose disk and state machine work behind the core's back, each in its own order.
///
/// It asks for votes only when its new term is durable; see [Ready].
final class AsyncEngine extends Engine {
  private static final int MAX_BATCH = 4;

  private final Deque<Append> toAppend = new ArrayDeque<>();
  private final Deque<StorageApply> toApply = new ArrayDeque<>();
  private final Deque<Append> appending = new ArrayDeque<>();
  private final Map<Long, Long> handedOut = new HashMap<>();
  private boolean isApplying;

  /// @param requests that wait for it
  private record Append(StorageAppend work, List<VoteRequest> requests) {}

  AsyncEngine(World world, Config config, int life, Disk disk) {
    super(world, config, life, disk);
  }

  @Override
  long knownTerm(long index) {
    Long term = handedOut.get(index);
    return term == null ? memory().term(index) : term;
  }

  @Override
  void pump() {
    while (node().isReady()) {
      Ready ready = node().ready();
      note(ready);
      ready
          .snapshot()
          .ifPresent(
              taken -> {
                handedOut.clear();
                handedOut.put(taken.index(), taken.term());
              });
      for (Entry entry : ready.entries()) {
        handedOut.put(entry.index(), entry.term());
      }
      List<VoteRequest> requests = new ArrayList<>();
      ready.messages().forEach(message -> dispatch(message, requests));
      answer(ready.readStates());
    }
    startAppending();
    startApplying();
  }

  private void dispatch(Message message, List<VoteRequest> requests) {
    switch (message) {
      case VoteRequest request when request.ballot() == Ballot.VOTE -> requests.add(request);
      case PeerMessage peer -> send(peer);
      case StorageAppend work -> toAppend.add(new Append(work, requests));
      case StorageApply work -> toApply.add(work);
      case StorageAppended done -> throw new IllegalStateException("from a core: " + done);
      case StorageApplied done -> throw new IllegalStateException("from a core: " + done);
    }
  }

  private void startAppending() {
    if (!appending.isEmpty() || toAppend.isEmpty()) {
      return;
    }
    int batch = 1 + world().random().nextInt(MAX_BATCH);
    while (appending.size() < batch && !toAppend.isEmpty()) {
      Append next = toAppend.remove();
      StorageAppend work = next.work();
      disk().write(work.hardState(), work.entries(), work.snapshot());
      appending.add(next);
    }
    long delay = needsSync() ? world().diskMicros() : 0;
    world().scheduler().after(delay, new SimEvent.StoreDone(id(), life()));
  }

  private boolean needsSync() {
    return appending.stream()
        .anyMatch(next -> !next.work().responses().isEmpty() || !next.requests().isEmpty());
  }

  @Override
  void stored() {
    if (needsSync()) {
      disk().sync();
    }
    List<Append> done = List.copyOf(appending);
    appending.clear();
    for (Append next : done) {
      StorageAppend work = next.work();
      remember(work.snapshot(), work.entries());
      work.snapshot().ifPresent(this::restore);
      next.requests().forEach(this::send);
      respond(work.responses());
    }
    pump();
  }

  private void startApplying() {
    if (!isApplying && !toApply.isEmpty()) {
      isApplying = true;
      world().scheduler().after(world().applyMicros(), new SimEvent.ApplyDone(id(), life()));
    }
  }

  @Override
  void applied() {
    isApplying = false;
    StorageApply work = toApply.remove();
    apply(work.entries());
    respond(work.responses());
    pump();
  }

  private void respond(List<Message> responses) {
    for (Message response : responses) {
      switch (response) {
        case PeerMessage promise when promise.to() == id() -> {
          see(promise);
          node().step(promise);
        }
        case PeerMessage promise -> send(promise);
        case StorageMessage done -> node().step(done);
      }
    }
  }
}
