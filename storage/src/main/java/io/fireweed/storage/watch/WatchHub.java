package io.fireweed.storage.watch;

import io.fireweed.storage.mvcc.KeyRange;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// All watchers of a member.
///
/// The thread that applies tells every change ([ChangeListener]); who is synced gets its events
/// right then. Who is not waits for a round of [#catchUp], which reads the history without holding
/// the lock. A receiver without room makes its watchers blocked: nothing is kept for them but how
/// far they have come, and they are tried again once there is room.
///
/// Registering takes the same lock as telling, so between the revision that a client reads in the
/// answer and the first event nothing is lost or doubled.
public final class WatchHub implements ChangeListener {
  static final String EMPTY_RANGE = "mvcc: watcher range is empty";
  static final String DUPLICATE_ID = "mvcc: duplicate watch ID provided on the WatchStream";

  /// Most watchers in one round of catching up.
  static final int MAX_ROUND = 512;

  /// Most revisions looked at with the lock held in one round.
  private static final int MAX_LOOKS = 1 << 15;

  /// Guards everything here, in groups and in watchers. Innermost: no call to the state or to a
  /// history is made with it held.
  private final ReentrantLock lock = new ReentrantLock();

  private final Places places = new Places();
  private final RecentChanges recent;
  private final List<Watcher> matched = new ArrayList<>();
  private final Map<Watcher, List<Event>> gathered = new LinkedHashMap<>();
  private volatile long revision;
  private long compactRevision;

  /// How often the whole state was replaced.
  private long installs;

  /// @param revision the state's current one
  /// @param compactRevision the state's, -1 if it was never compacted
  public WatchHub(long revision, long compactRevision) {
    this.revision = revision;
    this.compactRevision = compactRevision;
    this.recent = new RecentChanges(revision + 1);
  }

  /// Opens a stream of watchers.
  public WatcherGroup open(Receiver receiver) {
    return new WatcherGroup(this, receiver);
  }

  /// {@return the last revision that was told}
  public long revision() {
    return revision;
  }

  /// {@return how many watchers there are}
  public int watcherCount() {
    return places.count();
  }

  /// {@return how many watchers are not synced}
  public int behindCount() {
    return places.behind();
  }

  @Override
  public void changed(long now, List<Change> changes) {
    lock.lock();
    try {
      if (now != revision + 1) {
        throw new IllegalStateException("revision " + now + " told after " + revision);
      }
      revision = now;
      if (places.count() == 0) {
        recent.clear(now + 1);
        return;
      }
      List<Event> events = recent.add(changes);
      if (places.behind() == places.count()) {
        return;
      }
      if (events.size() == 1) {
        tellOne(events.getFirst());
      } else {
        tellMany(events);
      }
    } finally {
      lock.unlock();
    }
  }

  private void tellOne(Event event) {
    Change change = event.change();
    places.match(change.key(), matched);
    if (!matched.isEmpty()) {
      EventBatch batch = new EventBatch(List.of(event));
      for (Watcher watcher : matched) {
        if (watcher.wants(change.kind())) {
          tellSynced(watcher, batch);
        }
      }
      matched.clear();
    }
  }

  private void tellMany(List<Event> events) {
    for (Event event : events) {
      Change change = event.change();
      places.match(change.key(), matched);
      for (Watcher watcher : matched) {
        if (watcher.wants(change.kind())) {
          gathered.computeIfAbsent(watcher, _ -> new ArrayList<>()).add(event);
        }
      }
      matched.clear();
    }
    gathered.forEach((watcher, wanted) -> tellSynced(watcher, new EventBatch(wanted)));
    gathered.clear();
  }

  private void tellSynced(Watcher watcher, EventBatch batch) {
    if (revision < watcher.next) {
      return;
    }
    if (watcher.group.receiver.hasRoom()) {
      watcher.group.receiver.take(new Notice.Events(watcher, batch, revision));
    } else {
      watcher.next = revision;
      places.move(watcher, Watcher.Place.BLOCKED);
    }
  }

  @Override
  public void compacted(long revision) {
    lock.lock();
    try {
      compactRevision = Math.max(compactRevision, revision);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void installed(long newRevision, long newCompactRevision) {
    lock.lock();
    try {
      for (Watcher watcher : places.takeSynced()) {
        watcher.next = Math.max(watcher.next, revision + 1);
        places.move(watcher, Watcher.Place.LAGGING);
      }
      installs++;
      revision = newRevision;
      compactRevision = newCompactRevision;
      recent.clear(newRevision + 1);
    } finally {
      lock.unlock();
    }
  }

  void watch(WatcherGroup group, WatchSpec spec, long wantedId) {
    lock.lock();
    try {
      if (group.isClosed()) {
        return;
      }
      if (isEmpty(spec.range())) {
        group.receiver.take(new Notice.Refused(EMPTY_RANGE, revision));
      } else if (wantedId != 0 && group.uses(wantedId)) {
        group.receiver.take(new Notice.Refused(DUPLICATE_ID, revision));
      } else {
        begin(group, spec, wantedId == 0 ? group.freeId() : wantedId);
      }
    } finally {
      lock.unlock();
    }
  }

  private void begin(WatcherGroup group, WatchSpec spec, long id) {
    long start = spec.startRevision() == 0 ? revision + 1 : spec.startRevision();
    Watcher watcher = new Watcher(group, id, spec, start);
    places.add(watcher);
    group.receiver.take(new Notice.Created(watcher, revision));
    advance(watcher);
  }

  private static boolean isEmpty(KeyRange range) {
    return range instanceof KeyRange.HalfOpen(var first, var end) && end.compareTo(first) <= 0;
  }

  void refuse(WatcherGroup group, String reason) {
    lock.lock();
    try {
      group.receiver.take(new Notice.Refused(reason, revision));
    } finally {
      lock.unlock();
    }
  }

  void cancel(WatcherGroup group, long id) {
    lock.lock();
    try {
      group
          .find(id)
          .ifPresent(
              watcher -> {
                places.remove(watcher);
                group.receiver.take(new Notice.Canceled(watcher, revision));
              });
    } finally {
      lock.unlock();
    }
  }

  void tellProgress(WatcherGroup group) {
    lock.lock();
    try {
      boolean any = false;
      for (Watcher watcher : group.watchers()) {
        if (watcher.place != Watcher.Place.GONE) {
          any = true;
          if (!isCurrent(watcher)) {
            return;
          }
        }
      }
      if (any) {
        group.receiver.take(new Notice.Progress(-1, revision));
      }
    } finally {
      lock.unlock();
    }
  }

  void tellProgress(Watcher watcher) {
    lock.lock();
    try {
      if (isCurrent(watcher) && watcher.group.receiver.hasRoom()) {
        watcher.group.receiver.take(new Notice.Progress(watcher.id(), revision));
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isCurrent(Watcher watcher) {
    return watcher.place == Watcher.Place.SYNCED && revision >= watcher.spec().startRevision();
  }

  void close(WatcherGroup group) {
    lock.lock();
    try {
      group.markClosed();
      places.remove(group);
    } finally {
      lock.unlock();
    }
  }

  /// Brings watchers nearer to the present, at most [#MAX_ROUND] of them. Any thread may call, one
  /// at a time.
  ///
  /// @return whether another round would find something to do
  public boolean catchUp(History history) {
    CatchUp round = beginRound();
    try {
      round.read(history);
    } catch (RuntimeException unread) {
      round.discard();
      endRound(round);
      throw unread;
    }
    return endRound(round);
  }

  /// {@return whether receivers that were full have room again, so that a round has work}
  public boolean unblock() {
    lock.lock();
    try {
      places.unblock();
      return places.anyLagging();
    } finally {
      lock.unlock();
    }
  }

  /// Takes the watchers that have waited longest; those whose wishes are all recent are done here.
  CatchUp beginRound() {
    lock.lock();
    try {
      CatchUp round = new CatchUp(revision, installs);
      int looks = 0;
      Iterator<Watcher> waiting = places.lagging();
      List<Watcher> near = new ArrayList<>();
      while (waiting.hasNext() && round.size() + near.size() < MAX_ROUND && looks < MAX_LOOKS) {
        Watcher watcher = waiting.next();
        waiting.remove();
        watcher.place = Watcher.Place.READING;
        if (watcher.next >= compactRevision && !recent.reachesTo(watcher.next)) {
          round.add(watcher);
        } else {
          looks += 1 + recent.size();
          near.add(watcher);
        }
      }
      near.forEach(this::advance);
      return round;
    } finally {
      lock.unlock();
    }
  }

  /// Hands out what a round has read.
  boolean endRound(CatchUp round) {
    lock.lock();
    try {
      for (CatchUp.Part part : round.parts()) {
        if (part.watcher().place == Watcher.Place.READING) {
          if (round.installs() == installs) {
            tell(part);
          } else {
            places.move(part.watcher(), Watcher.Place.LAGGING);
          }
        }
      }
      return places.anyLagging();
    } finally {
      lock.unlock();
    }
  }

  private void tell(CatchUp.Part part) {
    Watcher watcher = part.watcher();
    if (watcher.next < compactRevision) {
      cancelCompacted(watcher);
      return;
    }
    if (!part.events().isEmpty()) {
      if (!watcher.group.receiver.hasRoom()) {
        places.move(watcher, Watcher.Place.BLOCKED);
        return;
      }
      EventBatch batch = new EventBatch(part.events());
      watcher.group.receiver.take(new Notice.Events(watcher, batch, revision));
    }
    watcher.next = Math.max(watcher.next, part.through() + 1);
    if (recent.reachesTo(watcher.next)) {
      advance(watcher);
    } else {
      places.move(watcher, Watcher.Place.LAGGING);
    }
  }

  /// Gives a watcher that is in no list all that is known without reading, and finds its place.
  private void advance(Watcher watcher) {
    if (watcher.next > revision) {
      places.move(watcher, Watcher.Place.SYNCED);
    } else if (watcher.next < compactRevision) {
      cancelCompacted(watcher);
    } else if (!recent.reachesTo(watcher.next)) {
      places.move(watcher, Watcher.Place.LAGGING);
    } else {
      List<Event> events = recent.wantedBy(watcher);
      if (!events.isEmpty() && !watcher.group.receiver.hasRoom()) {
        places.move(watcher, Watcher.Place.BLOCKED);
        return;
      }
      if (!events.isEmpty()) {
        EventBatch batch = new EventBatch(events);
        watcher.group.receiver.take(new Notice.Events(watcher, batch, revision));
      }
      watcher.next = revision + 1;
      places.move(watcher, Watcher.Place.SYNCED);
    }
  }

  private void cancelCompacted(Watcher watcher) {
    places.end(watcher);
    watcher.group.receiver.take(new Notice.Compacted(watcher, compactRevision));
  }
}
