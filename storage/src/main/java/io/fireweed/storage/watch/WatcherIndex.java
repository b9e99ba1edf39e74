package io.fireweed.storage.watch;

import io.fireweed.format.wire.Bytes;
import io.fireweed.storage.mvcc.KeyRange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds who watches a key: single keys by hash, ranges by [RangeTree].
final class WatcherIndex {
  private final Map<Bytes, WatcherSet> singles = new HashMap<>();
  private final RangeTree ranges = new RangeTree();

  void add(Watcher watcher) {
    switch (watcher.range()) {
      case KeyRange.Single(Bytes key) ->
          singles.computeIfAbsent(key, _ -> new WatcherSet()).add(watcher);
      case KeyRange.HalfOpen _, KeyRange.From _ -> ranges.require(watcher.range()).add(watcher);
    }
  }

  /// Removes a watcher that is in the index.
  void remove(Watcher watcher) {
    switch (watcher.range()) {
      case KeyRange.Single(Bytes key) ->
          singles.computeIfPresent(
              key,
              (_, set) -> {
                set.remove(watcher);
                return set.isEmpty() ? null : set;
              });
      case KeyRange.HalfOpen _, KeyRange.From _ -> {
        WatcherSet set = ranges.require(watcher.range());
        set.remove(watcher);
        if (set.isEmpty()) {
          ranges.remove(watcher.range());
        }
      }
    }
  }

  /// Adds all watchers to `found`.
  void addTo(List<Watcher> found) {
    singles.values().forEach(set -> set.addTo(found));
    ranges.addTo(found);
  }

  /// Adds all who watch `key` to `found`.
  void match(Bytes key, List<Watcher> found) {
    WatcherSet set = singles.get(key);
    if (set != null) {
      set.addTo(found);
    }
    ranges.match(key, found);
  }
}
