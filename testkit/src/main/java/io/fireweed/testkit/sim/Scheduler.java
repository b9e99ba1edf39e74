package io.fireweed.testkit.sim;

import java.util.Comparator;
import java.util.PriorityQueue;

/// Virtual time, and what is going to happen; equal moments in the order in which they were
/// planned.
final class Scheduler {
  private final PriorityQueue<Planned> queue =
      new PriorityQueue<>(
          Comparator.comparingLong(Planned::atMicros).thenComparingLong(Planned::number));
  private long nowMicros;
  private long number;

  private record Planned(long atMicros, long number, SimEvent event) {}

  long nowMicros() {
    return nowMicros;
  }

  void after(long delayMicros, SimEvent event) {
    queue.add(new Planned(nowMicros + delayMicros, number++, event));
  }

  /// {@return the next event; its moment is now}
  SimEvent next() {
    Planned planned = queue.remove();
    nowMicros = planned.atMicros();
    return planned.event();
  }
}
