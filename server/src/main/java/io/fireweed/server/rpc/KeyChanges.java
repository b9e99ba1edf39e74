package io.fireweed.server.rpc;

import io.fireweed.storage.mvcc.KeyRange;
import io.fireweed.storage.watch.Change;
import io.fireweed.storage.watch.Event;
import io.fireweed.storage.watch.Notice;
import io.fireweed.storage.watch.Receiver;
import io.fireweed.storage.watch.WatchHub;
import io.fireweed.storage.watch.WatchSpec;
import io.fireweed.storage.watch.WatcherGroup;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// What becomes of keys, one change after the other, for a thread that waits.
final class KeyChanges implements Receiver, AutoCloseable {
  private static final int MAX_NOTICES = 64;

  private final BlockingQueue<Notice> notices = new LinkedBlockingQueue<>();
  private final Queue<Change> changes = new ArrayDeque<>();
  private final WatcherGroup group;

  private KeyChanges(WatchHub hub) {
    this.group = hub.open(this);
  }

  static KeyChanges of(WatchHub hub, KeyRange range, long fromRevision) {
    KeyChanges begun = new KeyChanges(hub);
    begun.group.watch(new WatchSpec(range, fromRevision, Set.of()), 0);
    return begun;
  }

  /// {@return the next change; nothing if it cannot be known, because history is gone}
  Optional<Change> next() throws InterruptedException {
    while (changes.isEmpty()) {
      switch (notices.take()) {
        case Notice.Events events ->
            events.batch().events().stream().map(Event::change).forEach(changes::add);
        case Notice.Created _, Notice.Progress _ -> {}
        case Notice.Refused _, Notice.Canceled _, Notice.Compacted _ -> {
          return Optional.empty();
        }
      }
    }
    return Optional.of(changes.remove());
  }

  @Override
  public boolean hasRoom() {
    return notices.size() < MAX_NOTICES;
  }

  @Override
  public void take(Notice notice) {
    notices.add(notice);
  }

  @Override
  public void close() {
    group.close();
  }
}
