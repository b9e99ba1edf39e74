package io.fireweed.storage.watch;

import java.util.Arrays;
import java.util.List;

/// The watchers of one range, in no order. Adding and removing take constant time.
final class WatcherSet {
  private Watcher[] watchers = new Watcher[1];
  private int count;

  boolean isEmpty() {
    return count == 0;
  }

  void add(Watcher watcher) {
    if (count == watchers.length) {
      watchers = Arrays.copyOf(watchers, count * 2);
    }
    watcher.position = count;
    watchers[count++] = watcher;
  }

  /// Removes a watcher that is in the set.
  void remove(Watcher watcher) {
    Watcher last = watchers[--count];
    watchers[watcher.position] = last;
    last.position = watcher.position;
    // What is beyond the count is never read, but it must not keep a watcher alive.
    watchers[count] = watchers[0];
  }

  void addTo(List<Watcher> found) {
    for (int i = 0; i < count; i++) {
      found.add(watchers[i]);
    }
  }
}
