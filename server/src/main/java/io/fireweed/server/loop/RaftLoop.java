package io.fireweed.server.loop;

import io.fireweed.format.fault.UnavailableException;
import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.wire.Bytes;
import io.fireweed.raft.Node;
import io.fireweed.raft.Ready;
import io.fireweed.raft.StepOutcome;
import io.fireweed.raft.message.PeerMessage;
import io.fireweed.server.log.DurableLog;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// One thread that drives a member's consensus core.
///
/// A round takes all work that waits, up to [#MAX_BATCH]: proposals become neighbouring entries,
/// stored with one synchronization. While that is under way the next proposals gather.
///
/// Any thread may submit work. The loop owns neither the log nor the application: whoever started
/// it closes them when it has ended.
public final class RaftLoop implements AutoCloseable {
  /// Most pieces of work that one round takes.
  static final int MAX_BATCH = 1024;

  /// Most work that may wait before proposals and messages are turned away.
  private static final int MAX_WAITING = 16 * MAX_BATCH;

  /// Ticks that were missed are not made up for beyond this: a stopped clock is no election.
  private static final int MAX_TICKS_AT_ONCE = 2;

  private final Node node;
  private final DurableLog log;
  private final Peers peers;
  private final Application application;
  private final long tickNanos;
  private final LongSupplier nanoClock;
  private final WorkQueue waiting = new WorkQueue();
  private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
  private final Thread thread;
  private volatile boolean stopping;
  private long nextTick;

  private RaftLoop(
      Node node,
      DurableLog log,
      Peers peers,
      Application application,
      Duration tick,
      LongSupplier nanoClock) {
    this.node = node;
    this.log = log;
    this.peers = peers;
    this.application = application;
    this.tickNanos = tick.toNanos();
    this.nanoClock = nanoClock;
    this.nextTick = nanoClock.getAsLong() + tickNanos;
    this.thread = Thread.ofPlatform().name("raft").daemon().unstarted(this::run);
  }

  /// {@return a loop that has not begun}
  ///
  /// @param node over `log`
  /// @param tick time between two ticks of the core
  /// @param nanoClock of the kind of [System#nanoTime()]
  public static RaftLoop over(
      Node node,
      DurableLog log,
      Peers peers,
      Application application,
      Duration tick,
      LongSupplier nanoClock) {
    return new RaftLoop(node, log, peers, application, tick, nanoClock);
  }

  /// Begins.
  public RaftLoop start() {
    thread.start();
    return this;
  }

  /// Proposes data. {@return false, and nothing else happens, if too much waits already}
  public boolean offer(Proposal proposal) {
    if (waiting.size() >= MAX_WAITING) {
      return false;
    }
    submit(new Work.Proposed(proposal));
    return true;
  }

  /// Asks or orders the core something, on the loop's thread.
  public <T> CompletableFuture<T> call(Function<Node, T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    submit(new Work.Call<>(question, answer));
    return answer;
  }

  /// Takes a message from another member; dropped if too much waits, for raft sends again.
  public void receive(PeerMessage message) {
    if (waiting.size() < MAX_WAITING) {
      waiting.add(new Work.Received(message));
    }
  }

  /// Tells that the application's state is durable up to `index`, see [DurableLog#takeSnapshot].
  public CompletableFuture<Boolean> takeSnapshot(long index, ConfState members, Bytes data) {
    CompletableFuture<Boolean> stored = new CompletableFuture<>();
    submit(new Work.Snapshot(index, members, data, stored));
    return stored;
  }

  /// {@return completed when the loop has ended; exceptionally, if by a failure}
  public CompletableFuture<Boolean> ended() {
    return ended.copy();
  }

  /// Ends the loop after the round under way, and waits for that.
  @Override
  public void close() {
    stopping = true;
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void submit(Work work) {
    waiting.add(work);
    if (ended.isDone()) {
      failWaiting();
    }
  }

  private void run() {
    try {
      while (!stopping) {
        round();
      }
      ended.complete(true);
    } catch (IOException | RuntimeException | Error trouble) {
      ended.completeExceptionally(trouble);
    } finally {
      failWaiting();
    }
  }

  private void failWaiting() {
    List<Work> left = new ArrayList<>();
    waiting.drainTo(left, Integer.MAX_VALUE);
    left.forEach(work -> work.fail(new UnavailableException("the member has stopped")));
  }

  private void round() throws IOException {
    List<Work> batch = new ArrayList<>();
    waiting.await(nextTick - nanoClock.getAsLong());
    waiting.drainTo(batch, MAX_BATCH);
    try {
      take(batch);
      tick();
      while (node.isReady()) {
        carryOut(node.ready());
      }
    } catch (IOException | RuntimeException | Error trouble) {
      batch.forEach(work -> work.fail(trouble));
      throw trouble;
    }
  }

  private void take(List<Work> batch) throws IOException {
    List<Proposal> proposals = new ArrayList<>();
    for (Work work : batch) {
      switch (work) {
        case Work.Proposed(Proposal proposal) -> proposals.add(proposal);
        case Work.Call<?> call -> call.run(node);
        case Work.Received(PeerMessage message) -> node.step(message);
        case Work.Snapshot snapshot -> {
          log.takeSnapshot(snapshot.index(), snapshot.members(), snapshot.data());
          snapshot.stored().complete(true);
        }
      }
    }
    if (!proposals.isEmpty()) {
      propose(proposals);
    }
  }

  /// All together, or each alone if together they are too much.
  private void propose(List<Proposal> proposals) {
    StepOutcome all = node.propose(proposals.stream().map(Proposal::data).toList());
    if (all == StepOutcome.DONE) {
      return;
    }
    for (Proposal proposal : proposals) {
      boolean taken = proposals.size() > 1 && node.propose(proposal.data()) == StepOutcome.DONE;
      if (!taken) {
        proposal.dropped();
      }
    }
  }

  private void tick() {
    long now = nanoClock.getAsLong();
    for (int i = 0; i < MAX_TICKS_AT_ONCE && now - nextTick >= 0; i++) {
      node.tick();
      nextTick += tickNanos;
    }
    if (now - nextTick >= 0) {
      nextTick = now + tickNanos;
    }
  }

  private void carryOut(Ready ready) throws IOException {
    ready.softState().ifPresent(application::led);
    log.append(ready);
    ready.hardState().ifPresent(application::agreed);
    if (!ready.messages().isEmpty()) {
      peers.send(ready.messages());
    }
    ready.snapshot().ifPresent(application::install);
    apply(ready.committedEntries());
    if (!ready.readStates().isEmpty()) {
      application.readable(ready.readStates());
    }
    node.advance();
  }

  private void apply(List<Entry> committed) {
    int from = 0;
    for (int at = 0; at < committed.size(); at++) {
      if (committed.get(at).type() != EntryType.NORMAL) {
        applyNormal(committed.subList(from, at));
        change(committed.get(at));
        from = at + 1;
      }
    }
    applyNormal(committed.subList(from, committed.size()));
  }

  private void applyNormal(List<Entry> entries) {
    if (!entries.isEmpty()) {
      application.apply(entries);
    }
  }

  private void change(Entry change) {
    ConfState members =
        switch (application.judge(change)) {
          case TAKEN -> node.applyChange(change);
          case REFUSED -> node.refuseChange();
        };
    application.changed(change, members);
  }
}
