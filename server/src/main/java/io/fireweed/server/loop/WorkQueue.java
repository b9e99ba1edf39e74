package io.fireweed.server.loop;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// What waits for the loop: any number of threads add, the loop's thread takes.
///
/// Adding wakes that thread only if it sleeps; under load it never does, and nobody is signalled.
final class WorkQueue {
  private final ConcurrentLinkedQueue<Work> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private volatile @Nullable Thread sleeper;

  void add(Work work) {
    size.incrementAndGet();
    queue.add(work);
    LockSupport.unpark(sleeper);
  }

  /// {@return about how much waits}
  int size() {
    return size.get();
  }

  /// Waits until there is something, or for so long.
  void await(long nanos) {
    if (nanos <= 0 || !queue.isEmpty()) {
      return;
    }
    sleeper = Thread.currentThread();
    if (queue.isEmpty()) {
      LockSupport.parkNanos(this, nanos);
    }
    sleeper = null;
  }

  /// Moves what waits to `batch`, at most `most`.
  void drainTo(List<Work> batch, int most) {
    for (int i = 0; i < most; i++) {
      Work work = queue.poll();
      if (work == null) {
        return;
      }
      size.decrementAndGet();
      batch.add(work);
    }
  }
}
