package io.fireweed.server.lease;

import io.fireweed.format.schema.LeaseRow;
import io.fireweed.server.member.Follower;
import io.fireweed.storage.apply.Answered;
import io.fireweed.storage.apply.ApplyResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Knows every lease and, while this member leads, when each ends.
///
/// A renewal is a look into a table and one write without a lock. The queue of ends is set right
/// only when a lease comes up in it: it is put back under its new end.
///
/// | what | limit |
/// |---|---|
/// | revocations asked for in a second | [#REVOCATIONS_PER_SECOND] |
/// | revocations under way | [#MAX_IN_FLIGHT] |
/// | pause before one that failed is asked again | [#RETRY_MILLIS] |
///
/// A new leader gives every lease its whole time, or what the last checkpoint says, and the
/// extension of the rules; where more than [#SPREAD_PER_SECOND] would end within a second, the
/// later ones are moved back, so that they do not keep new ones from ending in time.
///
/// Source: limits from etcd lease/lessor.go, 3.7.1.
public final class Lessor implements Follower {
  static final int REVOCATIONS_PER_SECOND = 1000;
  static final int SPREAD_PER_SECOND = REVOCATIONS_PER_SECOND * 3 / 4;
  static final int MAX_IN_FLIGHT = 16;
  static final long RETRY_MILLIS = 1000;

  private static final Renewal UNKNOWN = new Renewal.Unknown();
  private static final Renewal ELSEWHERE = new Renewal.Elsewhere();

  private final LeaseRules rules;
  private final LeaseOrders orders;
  private final LongSupplier nanoClock;
  private final long origin;
  private final Map<Long, Lease> leases = new ConcurrentHashMap<>();

  /// Guards the queues and counts below, `gone`, `outcome` and the writing of `queuedMillis` of
  /// every lease. Nobody is called while it is held.
  private final Object lock = new Object();

  private final EndQueue ends = new EndQueue();
  private final Queue<Lease> over = new ArrayDeque<>();
  private final CheckpointQueue checkpoints;
  private final LongAdder renewed = new LongAdder();
  private final LongAdder expired = new LongAdder();
  private int inFlight;
  private long allowance = REVOCATIONS_PER_SECOND / 2;
  private long checkedMillis;
  private volatile boolean leads;

  /// @param nanoClock of the kind of [System#nanoTime()]
  /// @param known the leases that there are, as the db has them
  public Lessor(
      LeaseRules rules, LeaseOrders orders, LongSupplier nanoClock, List<LeaseRow> known) {
    this.rules = rules;
    this.orders = orders;
    this.nanoClock = nanoClock;
    this.origin = nanoClock.getAsLong();
    this.checkpoints = new CheckpointQueue(rules.checkpoints());
    add(known);
  }

  /// The state was replaced: these are the leases now.
  public void replace(List<LeaseRow> known) {
    leadsNoMore();
    leases.values().forEach(this::forget);
    add(known);
  }

  private void add(List<LeaseRow> known) {
    for (LeaseRow row : known) {
      leases.put(row.id(), new Lease(row.id(), row.ttlSeconds(), row.remainingTtlSeconds()));
    }
  }

  private long now() {
    return (nanoClock.getAsLong() - origin) / 1_000_000;
  }

  /// {@return whether this member decides when leases end}
  public boolean isPrimary() {
    return leads;
  }

  public int size() {
    return leases.size();
  }

  /// {@return how often a lease was renewed}
  public long renewedCount() {
    return renewed.sum();
  }

  /// {@return how many leases were ended because their time was up}
  public long expiredCount() {
    return expired.sum();
  }

  /// Gives a lease its whole time again. For any thread.
  public Renewal renew(long id) {
    if (!leads) {
      return ELSEWHERE;
    }
    Lease lease = leases.get(id);
    if (lease == null) {
      return UNKNOWN;
    }
    while (true) {
      long end = lease.get();
      if (end == Lease.FOREVER) {
        return ELSEWHERE;
      }
      long now = now();
      if (end <= now) {
        return outcomeOf(lease);
      }
      if (lease.remainingSeconds() > 0 && checkpoints.isOn()) {
        return forgetRemaining(lease);
      }
      if (prolong(lease, end, now + lease.ttlMillis())) {
        renewed.increment();
        return lease.renewed();
      }
    }
  }

  private boolean prolong(Lease lease, long end, long newEnd) {
    if (!lease.compareAndSet(end, newEnd)) {
      return false;
    }
    if (newEnd < lease.queuedMillis()) {
      synchronized (lock) {
        if (leads && !lease.isGone() && newEnd < lease.queuedMillis()) {
          ends.add(lease, newEnd);
        }
      }
    }
    return true;
  }

  private Renewal outcomeOf(Lease lease) {
    synchronized (lock) {
      if (lease.isGone()) {
        return UNKNOWN;
      }
      return leads ? new Renewal.Pending(lease.outcome()) : ELSEWHERE;
    }
  }

  /// What a checkpoint said holds no more; a successor must know that before the client does.
  private Renewal forgetRemaining(Lease lease) {
    var told = orders.checkpoint(List.of(new ApplyResult.Remaining(lease.id(), 0)));
    return new Renewal.Pending(
        told.handle(
                (_, failure) -> {
                  if (failure != null) {
                    return ELSEWHERE;
                  }
                  lease.remain(0);
                  return renew(lease.id());
                })
            .thenCompose(
                renewal ->
                    renewal instanceof Renewal.Pending(CompletableFuture<Renewal> outcome)
                        ? outcome
                        : CompletableFuture.completedFuture(renewal)));
  }

  /// {@return how much time a lease has; for any thread}
  public TimeLeft timeLeft(long id) {
    if (!leads) {
      return new TimeLeft.Elsewhere();
    }
    Lease lease = leases.get(id);
    if (lease == null) {
      return new TimeLeft.Unknown();
    }
    long end = lease.get();
    if (end == Lease.FOREVER) {
      return new TimeLeft.Elsewhere();
    }
    long left = end == Lease.OVER ? 0 : Math.max(0, end - now());
    return new TimeLeft.Known(lease.ttlSeconds(), left / 1000);
  }

  /// {@return every lease, the one that ends first first}
  public List<Long> ids() {
    record Ending(long id, long end) {}
    return leases.values().stream()
        .map(lease -> new Ending(lease.id(), lease.get()))
        .sorted(Comparator.comparingLong(Ending::end).thenComparingLong(Ending::id))
        .map(Ending::id)
        .toList();
  }

  @Override
  public void applied(Answered answered) {
    switch (answered.result()) {
      case ApplyResult.LeaseGranted(long id, long ttlSeconds) -> granted(id, ttlSeconds);
      case ApplyResult.LeaseRevoked(long id, _, _) -> {
        Lease lease = leases.get(id);
        if (lease != null) {
          forget(lease);
        }
      }
      case ApplyResult.LeasesCheckpointed(List<ApplyResult.Remaining> told, _) ->
          told.forEach(this::checkpointed);
      default -> {}
    }
  }

  private void granted(long id, long ttlSeconds) {
    Lease lease = new Lease(id, ttlSeconds, 0);
    synchronized (lock) {
      if (leads) {
        begin(lease, now() + lease.ttlMillis());
      }
    }
    leases.put(id, lease);
  }

  /// Called with the lock held.
  private void begin(Lease lease, long end) {
    lease.set(end);
    ends.add(lease, end);
    checkpoints.add(lease, now());
  }

  private void forget(Lease lease) {
    leases.remove(lease.id());
    CompletableFuture<Renewal> waiting;
    synchronized (lock) {
      lease.end();
      waiting = lease.takeOutcome();
    }
    if (waiting != null) {
      waiting.complete(UNKNOWN);
    }
  }

  private void checkpointed(ApplyResult.Remaining told) {
    @Nullable Lease lease = leases.get(told.id());
    if (lease != null) {
      lease.remain(told.ttlSeconds());
      synchronized (lock) {
        if (leads) {
          checkpoints.add(lease, now());
        }
      }
    }
  }

  @Override
  public void leads() {
    synchronized (lock) {
      long start = now() + rules.extension().toMillis();
      List<Lease> all = new ArrayList<>(leases.values());
      all.sort(Comparator.comparingLong(Lease::dueSeconds).thenComparingLong(Lease::id));
      clearQueues();
      long[] newEnds = new long[all.size()];
      for (int i = 0; i < newEnds.length; i++) {
        long wanted = start + all.get(i).dueSeconds() * 1000;
        long earliest = i < SPREAD_PER_SECOND ? wanted : newEnds[i - SPREAD_PER_SECOND] + 1000;
        newEnds[i] = Math.max(wanted, earliest);
        begin(all.get(i), newEnds[i]);
      }
      checkedMillis = now();
      leads = true;
    }
  }

  @Override
  public void leadsNoMore() {
    List<CompletableFuture<Renewal>> waiting = new ArrayList<>();
    synchronized (lock) {
      leads = false;
      clearQueues();
      for (Lease lease : leases.values()) {
        lease.set(Lease.FOREVER);
        lease.queuedAt(Lease.FOREVER);
        CompletableFuture<Renewal> outcome = lease.takeOutcome();
        if (outcome != null) {
          waiting.add(outcome);
        }
      }
    }
    waiting.forEach(outcome -> outcome.complete(ELSEWHERE));
  }

  private void clearQueues() {
    ends.clear();
    over.clear();
    checkpoints.clear();
  }

  /// Looks at the clock: asks for the end of what is over, and for checkpoints. To be called twice
  /// a second; more often does no harm.
  public void check() {
    List<ApplyResult.Remaining> told;
    synchronized (lock) {
      if (!leads) {
        return;
      }
      long now = now();
      long refill = (now - checkedMillis) * REVOCATIONS_PER_SECOND / 1000;
      allowance = Math.min(REVOCATIONS_PER_SECOND / 2, allowance + refill);
      checkedMillis = now;
      while (allowance > 0) {
        Lease ended = ends.takeOver(now);
        if (ended == null) {
          break;
        }
        over.add(ended);
        allowance--;
      }
      told = checkpoints.takeDue(now);
    }
    if (!told.isEmpty()) {
      var _ = orders.checkpoint(told);
    }
    askForEnds();
  }

  private void askForEnds() {
    while (true) {
      Lease lease;
      synchronized (lock) {
        lease = inFlight < MAX_IN_FLIGHT ? over.poll() : null;
        if (lease == null) {
          return;
        }
        if (lease.isGone()) {
          continue;
        }
        inFlight++;
      }
      Lease asked = lease;
      var _ = orders.revoke(asked.id()).whenComplete((_, failure) -> answered(asked, failure));
    }
  }

  private void answered(Lease lease, @Nullable Throwable failure) {
    synchronized (lock) {
      inFlight--;
      if (failure == null) {
        expired.increment();
      } else if (leads && !lease.isGone()) {
        ends.add(lease, now() + RETRY_MILLIS);
      }
    }
    askForEnds();
  }
}
