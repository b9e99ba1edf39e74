package io.fireweed.storage.watch;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The watchers of one stream. Any thread may call; what comes of it goes to the receiver, in
/// order with everything else that the stream is told.
public final class WatcherGroup {
  final Receiver receiver;
  final Set<Watcher> blocked = new LinkedHashSet<>();

  private final WatchHub hub;
  private final Map<Long, Watcher> watchers = new HashMap<>();
  private long nextId;
  private boolean closed;

  WatcherGroup(WatchHub hub, Receiver receiver) {
    this.hub = hub;
    this.receiver = receiver;
  }

  /// Begins a watch: the answer is a [Notice.Created] or a [Notice.Refused].
  ///
  /// @param wantedId 0 to have one chosen
  public void watch(WatchSpec spec, long wantedId) {
    hub.watch(this, spec, wantedId);
  }

  /// Answers a create that must not be: the caller knows why.
  public void refuse(String reason) {
    hub.refuse(this, reason);
  }

  /// Ends a watch. An id that is not known is ignored.
  public void cancel(long id) {
    hub.cancel(this, id);
  }

  /// Tells how far the stream has come, if all its watchers have come that far.
  public void tellProgress() {
    hub.tellProgress(this);
  }

  /// Tells how far one watcher has come, if it is synced and there is room.
  public void tellProgress(Watcher watcher) {
    hub.tellProgress(watcher);
  }

  /// Ends all watches without a word.
  public void close() {
    hub.close(this);
  }

  boolean isClosed() {
    return closed;
  }

  void markClosed() {
    closed = true;
  }

  Collection<Watcher> watchers() {
    return watchers.values();
  }

  boolean uses(long id) {
    return watchers.containsKey(id);
  }

  /// {@return the next id that is free}
  long freeId() {
    while (watchers.containsKey(nextId)) {
      nextId++;
    }
    return nextId++;
  }

  void add(Watcher watcher) {
    watchers.put(watcher.id(), watcher);
  }

  void remove(Watcher watcher) {
    watchers.remove(watcher.id());
  }

  Optional<Watcher> find(long id) {
    return Optional.ofNullable(watchers.get(id));
  }
}
