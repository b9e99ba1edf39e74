package io.fireweed.server.lease;

import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Leases by the time at which somebody should look whether they are over.
///
/// A lease counts under the time it was added with last; what it was added with before is passed
/// over when it comes up. Used under the lessor's lock.
final class EndQueue {
  private record Due(long millis, Lease lease) {}

  private final PriorityQueue<Due> queue =
      new PriorityQueue<>(Comparator.comparingLong(Due::millis));

  void add(Lease lease, long millis) {
    lease.queuedAt(millis);
    queue.add(new Due(millis, lease));
  }

  void clear() {
    queue.clear();
  }

  /// {@return a lease that is over now, marked so and no more in the queue; null if there is none}
  @Nullable Lease takeOver(long now) {
    while (true) {
      Due first = queue.peek();
      if (first == null || first.millis() > now) {
        return null;
      }
      queue.remove();
      Lease lease = first.lease();
      if (lease.isGone() || first.millis() != lease.queuedMillis()) {
        continue;
      }
      long end = lease.get();
      if (end > now) {
        add(lease, end);
      } else if (end == Lease.OVER || lease.compareAndSet(end, Lease.OVER)) {
        lease.queuedAt(Lease.FOREVER);
        return lease;
      } else {
        add(lease, lease.get());
      }
    }
  }
}
