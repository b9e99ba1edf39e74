package io.fireweed.storage.watch;

import io.fireweed.format.wire.Bytes;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// Which watcher is in which of the hub's lists. Guarded by the hub's lock.
final class Places {
  private final WatcherIndex synced = new WatcherIndex();
  private final Set<Watcher> lagging = new LinkedHashSet<>();
  private final Set<WatcherGroup> blocked = new LinkedHashSet<>();
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicInteger behind = new AtomicInteger();

  int count() {
    return count.get();
  }

  /// {@return how many are not synced}
  int behind() {
    return behind.get();
  }

  boolean anyLagging() {
    return !lagging.isEmpty();
  }

  /// {@return the watchers that wait to be caught up, those first that have waited longest}
  Iterator<Watcher> lagging() {
    return lagging.iterator();
  }

  /// Adds the synced watchers of a key to `found`.
  void match(Bytes key, List<Watcher> found) {
    synced.match(key, found);
  }

  /// A new watcher, in no list yet.
  void add(Watcher watcher) {
    watcher.group.add(watcher);
    count.incrementAndGet();
    behind.incrementAndGet();
  }

  /// Ends a watcher. Its stream knows its number until the client lets it go.
  void end(Watcher watcher) {
    move(watcher, Watcher.Place.GONE);
    count.decrementAndGet();
    behind.decrementAndGet();
  }

  void remove(Watcher watcher) {
    watcher.group.remove(watcher);
    if (watcher.place != Watcher.Place.GONE) {
      end(watcher);
    }
  }

  /// {@return all synced watchers, no longer synced: in no list}
  List<Watcher> takeSynced() {
    List<Watcher> taken = new ArrayList<>();
    synced.addTo(taken);
    taken.forEach(watcher -> move(watcher, Watcher.Place.READING));
    return taken;
  }

  /// Lets the watchers of groups whose receivers have room again wait to be caught up.
  void unblock() {
    Iterator<WatcherGroup> groups = blocked.iterator();
    while (groups.hasNext()) {
      WatcherGroup group = groups.next();
      if (group.receiver.hasRoom()) {
        groups.remove();
        for (Watcher watcher : List.copyOf(group.blocked)) {
          move(watcher, Watcher.Place.LAGGING);
        }
      }
    }
  }

  void remove(WatcherGroup group) {
    List.copyOf(group.watchers()).forEach(this::remove);
    blocked.remove(group);
  }

  /// Takes a watcher out of the list it is in and puts it where it belongs now.
  void move(Watcher watcher, Watcher.Place place) {
    switch (watcher.place) {
      case SYNCED -> {
        synced.remove(watcher);
        behind.incrementAndGet();
      }
      case LAGGING -> lagging.remove(watcher);
      case BLOCKED -> watcher.group.blocked.remove(watcher);
      case READING, GONE -> {}
    }
    watcher.place = place;
    switch (place) {
      case SYNCED -> {
        synced.add(watcher);
        behind.decrementAndGet();
      }
      case LAGGING -> lagging.add(watcher);
      case BLOCKED -> {
        watcher.group.blocked.add(watcher);
        blocked.add(watcher.group);
      }
      case READING, GONE -> {}
    }
  }
}
