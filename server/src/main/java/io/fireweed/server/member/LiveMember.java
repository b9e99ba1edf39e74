package io.fireweed.server.member;

import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.InternalRaftRequest;
import io.fireweed.api.rpc.RequestHeader;
import io.fireweed.format.fault.Fault;
import io.fireweed.format.raftlog.ConfChange;
import io.fireweed.format.raftlog.Dialect;
import io.fireweed.format.wire.Bytes;
import io.fireweed.raft.Node;
import io.fireweed.raft.StepOutcome;
import io.fireweed.server.log.DurableLog;
import io.fireweed.server.loop.Peers;
import io.fireweed.server.loop.RaftLoop;
import io.fireweed.server.state.RefusedCall;
import io.fireweed.server.state.StateMachine;
import io.fireweed.server.state.StateReads;
import io.fireweed.storage.apply.Answered;
import io.fireweed.storage.auth.AuthStore.Caller;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// A member that runs: a loop over its log, its state, and those who wait for it.
///
/// Owns neither the log nor the state: whoever started it closes them after it.
public final class LiveMember implements Member, AutoCloseable {
  /// More committed entries than this ahead of the applied ones: the member is overloaded.
  private static final long MAX_APPLY_LAG = 5000;

  private static final long SWEEP_MILLIS = 100;

  private static final CompletableFuture<Void> PASSED = CompletableFuture.completedFuture(null);

  private final long clusterId;
  private final long id;
  private final MemberLimits limits;
  private final StateMachine state;
  private final RequestIds ids;
  private final Waits waits = new Waits();
  private final ReadBarriers barriers;
  private final Applying applying;
  private final RaftLoop loop;
  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("member").daemon().factory());

  private LiveMember(DurableLog log, Node node, StateMachine state, MemberLimits limits) {
    this.clusterId = log.metadata().clusterId();
    this.id = log.metadata().nodeId();
    this.limits = limits;
    this.state = state;
    this.ids = new RequestIds(id, System.currentTimeMillis());
    this.barriers = new ReadBarriers(ids);
    this.applying = new Applying(id, log, state, waits, limits.snapshotEntries());
    this.loop = RaftLoop.over(node, log, Peers.NONE, applying, limits.tick(), System::nanoTime);
    applying.begin(loop, barriers);
    var _ =
        loop.ended()
            .whenComplete(
                (_, _) -> {
                  waits.end();
                  barriers.refuseAll(EtcdError.STOPPED);
                });
  }

  /// {@return a member that has not begun}
  ///
  /// @param node over `log`, which nobody else drives
  public static LiveMember over(
      DurableLog log, Node node, StateMachine state, MemberLimits limits) {
    return new LiveMember(log, node, state, limits);
  }

  /// Adds someone who is to be kept in step with the state. Only before the member begins.
  public void follow(Follower follower) {
    applying.follow(follower);
  }

  /// Begins. A member that is its cluster's only voter leads without waiting for a timeout.
  public void start() {
    applying.campaignIfAlone();
    loop.start();
    var _ =
        sweeper.scheduleWithFixedDelay(
            this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public long clusterId() {
    return clusterId;
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public ClusterView cluster() {
    return applying.view();
  }

  @Override
  public StateReads state() {
    return state;
  }

  /// {@return what the member has to tell of its work}
  public WorkCounts work() {
    return new WorkCounts(
        applying.leaderChanges(), waits.size(), waits.failedCount(), barriers.lateCount());
  }

  /// {@return completed when the member has ended; exceptionally, if by a failure}
  public CompletableFuture<Boolean> ended() {
    return loop.ended();
  }

  @Override
  public CompletableFuture<Answered> propose(InternalRaftRequest.Builder request, Caller caller) {
    ClusterView view = applying.view();
    if (view.committed() - view.applied() > MAX_APPLY_LAG) {
      return refused(EtcdError.TOO_MANY_REQUESTS);
    }
    long requestId = ids.draw();
    RequestHeader.Builder header = RequestHeader.newBuilder().setID(requestId);
    if (!caller.equals(Caller.NOBODY)) {
      header.setUsername(caller.user().toUtf8()).setAuthRevision(caller.authRevision());
    }
    Bytes data;
    try {
      data = Proposals.encode(request.setHeader(header).build());
    } catch (RefusedCall | Fault unapplicable) {
      return CompletableFuture.failedFuture(unapplicable);
    }
    if (data.length() > limits.maxRequestBytes()) {
      return refused(EtcdError.REQUEST_TOO_LARGE);
    }
    Waiting waiting = waits.add(requestId, data, deadline());
    offer(waiting);
    return waiting.answer();
  }

  private void offer(Waiting waiting) {
    if (!loop.offer(waiting)) {
      waiting.refuse(EtcdError.TOO_MANY_REQUESTS);
    }
  }

  @Override
  public CompletableFuture<Answered> proposeChange(ConfChange change) {
    long requestId = ids.draw();
    ConfChange named = new ConfChange(requestId, change.type(), change.nodeId(), change.context());
    Waiting waiting = waits.add(requestId, Bytes.EMPTY, Long.MAX_VALUE / 2 + System.nanoTime());
    var _ =
        loop.call(node -> node.proposeChange(named, Dialect.EXPLICIT_ZEROS))
            .whenComplete(
                (outcome, failure) -> {
                  if (failure != null) {
                    waiting.refuse(EtcdError.STOPPED);
                  } else if (outcome != StepOutcome.DONE) {
                    waiting.refuse(EtcdError.NO_LEADER);
                  }
                });
    return waiting.answer();
  }

  @Override
  public CompletableFuture<Void> readBarrier() {
    if (applying.readsAlone()) {
      return PASSED;
    }
    return barriers.add(loop, System.nanoTime(), deadline());
  }

  @Override
  public CompletableFuture<Void> moveLeader(long target) {
    if (applying.view().leader() != id) {
      return CompletableFuture.failedFuture(new RefusedCall(EtcdError.NOT_LEADER));
    }
    if (target == id) {
      return PASSED;
    }
    return CompletableFuture.failedFuture(new RefusedCall(EtcdError.BAD_LEADER_TRANSFEREE));
  }

  private long deadline() {
    return System.nanoTime() + limits.requestTimeout().toNanos();
  }

  private static CompletableFuture<Answered> refused(EtcdError error) {
    return CompletableFuture.failedFuture(new RefusedCall(error));
  }

  private void sweep() {
    long now = System.nanoTime();
    waits.expire(now);
    barriers.expire(loop, now);
    if (applying.view().hasLeader()) {
      waits.takeDropped().forEach(this::offer);
    }
  }

  /// Ends the loop and refuses everyone who waits.
  @Override
  public void close() {
    sweeper.shutdownNow();
    loop.close();
    waits.end();
    barriers.refuseAll(EtcdError.STOPPED);
  }
}
