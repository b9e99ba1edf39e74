package io.fireweed.storage.watch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// The events of the last few revisions, so that who lags a little need not read the db.
///
/// Invariant: it holds every revision from `first` to the current one.
final class RecentChanges {
  static final int MAX_REVISIONS = 256;
  static final int MAX_BYTES = 1 << 20;

  private final ArrayDeque<List<Event>> revisions = new ArrayDeque<>();
  private long first;
  private long bytes;

  RecentChanges(long first) {
    this.first = first;
  }

  /// Forgets everything.
  ///
  /// @param next the revision that will be added next
  void clear(long next) {
    revisions.clear();
    bytes = 0;
    first = next;
  }

  /// {@return whether all events from `revision` on are here}
  boolean reachesTo(long revision) {
    return revision >= first;
  }

  /// Adds what the next revision changed. {@return the same as events}
  List<Event> add(List<Change> changes) {
    List<Event> events = new ArrayList<>(changes.size());
    for (Change change : changes) {
      Event event = new Event(change);
      events.add(event);
      bytes += event.weightBytes();
    }
    revisions.addLast(events);
    while (revisions.size() > MAX_REVISIONS || (bytes > MAX_BYTES && !revisions.isEmpty())) {
      for (Event gone : revisions.removeFirst()) {
        bytes -= gone.weightBytes();
      }
      first++;
    }
    return events;
  }

  /// {@return the events a watcher wants, from its next revision on, which must reach here}
  List<Event> wantedBy(Watcher watcher) {
    List<Event> wanted = new ArrayList<>();
    long revision = first;
    for (List<Event> events : revisions) {
      if (revision >= watcher.next) {
        for (Event event : events) {
          if (watcher.wants(event.change())) {
            wanted.add(event);
          }
        }
      }
      revision++;
    }
    return wanted;
  }

  /// {@return about how much work it is to look for what a watcher wants}
  int size() {
    return revisions.size();
  }
}
