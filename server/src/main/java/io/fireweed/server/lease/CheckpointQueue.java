package io.fireweed.server.lease;

import io.fireweed.server.lease.LeaseRules.Checkpointing;
import io.fireweed.storage.apply.ApplyResult.Remaining;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// Long leases by the time of their next checkpoint. Used under the lessor's lock.
///
/// A lease is long if more than [#INTERVAL_MILLIS] are left of it. A lease of which nothing is gone
/// yet is passed over until the next interval.
final class CheckpointQueue {
  static final long INTERVAL_MILLIS = 300_000;
  static final int MAX_BATCH = 1000;

  private record Due(long millis, Lease lease) {}

  private final Checkpointing checkpointing;
  private final PriorityQueue<Due> queue =
      new PriorityQueue<>(Comparator.comparingLong(Due::millis));

  CheckpointQueue(Checkpointing checkpointing) {
    this.checkpointing = checkpointing;
  }

  boolean isOn() {
    return checkpointing == Checkpointing.ON;
  }

  void add(Lease lease, long now) {
    if (isOn() && lease.dueSeconds() * 1000 > INTERVAL_MILLIS) {
      queue.add(new Due(now + INTERVAL_MILLIS, lease));
    }
  }

  void clear() {
    queue.clear();
  }

  /// {@return how much time the leases have whose turn it is, in whole seconds rounded up}
  List<Remaining> takeDue(long now) {
    List<Remaining> due = new ArrayList<>();
    while (due.size() < MAX_BATCH) {
      Due first = queue.peek();
      if (first == null || first.millis() > now) {
        break;
      }
      queue.remove();
      Lease lease = first.lease();
      long end = lease.get();
      if (lease.isGone() || end <= now || end == Lease.FOREVER) {
        continue;
      }
      long leftSeconds = Math.ceilDiv(end - now, 1000);
      if (leftSeconds < lease.ttlSeconds()) {
        due.add(new Remaining(lease.id(), leftSeconds));
      } else {
        add(lease, now);
      }
    }
    return due;
  }
}
