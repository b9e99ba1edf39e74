package io.fireweed.server.compact;

import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.CompactionRequest;
import io.fireweed.api.rpc.InternalRaftRequest;
import io.fireweed.server.member.Member;
import io.fireweed.storage.apply.Answered;
import io.fireweed.storage.apply.ApplyResult;
import io.fireweed.storage.auth.AuthStore.Caller;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Proposes the compactions of a plan while this member leads.
public final class AutoCompaction implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AutoCompaction.class);

  private final Member member;
  private final CompactionPlan plan;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("compaction").daemon().factory());

  private AutoCompaction(Member member, CompactionPlan plan) {
    this.member = member;
    this.plan = plan;
  }

  public static AutoCompaction start(Member member, CompactionPlan plan) {
    AutoCompaction started = new AutoCompaction(member, plan);
    long nanos = plan.interval().toNanos();
    var _ = started.thread.scheduleAtFixedRate(started::look, nanos, nanos, TimeUnit.NANOSECONDS);
    return started;
  }

  private void look() {
    if (member.cluster().leader() != member.id()) {
      plan.forget();
      return;
    }
    plan.look(member.state().revision()).ifPresent(this::compact);
  }

  private void compact(long revision) {
    log.atInfo().addKeyValue("revision", revision).log("starting auto periodic compaction");
    CompactionRequest request = CompactionRequest.newBuilder().setRevision(revision).build();
    var _ =
        member
            .propose(InternalRaftRequest.newBuilder().setCompaction(request), Caller.NOBODY)
            .whenCompleteAsync((answered, failure) -> ended(revision, answered, failure), thread);
  }

  private void ended(long revision, Answered answered, Throwable failure) {
    boolean refused =
        failure == null
            && answered.result() instanceof ApplyResult.Rejected(EtcdError error)
            && error != EtcdError.COMPACTED;
    if (failure == null && !refused) {
      plan.done();
      log.atInfo().addKeyValue("revision", revision).log("completed auto compaction");
    } else {
      log.atWarn().addKeyValue("revision", revision).log("failed auto compaction");
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
