package io.fireweed.storage.watch;

import java.util.List;

/// Events in the order of their revisions, those of one revision never apart from each other. One
/// batch may be on its way to many watchers.
public final class EventBatch {
  private final List<Event> events;
  private final long weightBytes;

  EventBatch(List<Event> events) {
    this.events = List.copyOf(events);
    long sum = 0;
    for (Event event : this.events) {
      sum += event.weightBytes();
    }
    this.weightBytes = sum;
  }

  public List<Event> events() {
    return events;
  }

  long weightBytes() {
    return weightBytes;
  }
}
