package io.fireweed.storage.watch;

import io.fireweed.format.wire.Bytes;
import io.fireweed.storage.mvcc.KeyRange;

/// One watch of one stream. What of it changes is guarded by the hub's lock.
public final class Watcher {
  /// Where the hub keeps it.
  enum Place {
    /// In the index: told as changes are applied, from `next` on.
    SYNCED,
    /// In the queue: has everything below `next`, the rest must be read.
    LAGGING,
    /// Like lagging, but its receiver was full when it was last tried.
    BLOCKED,
    /// In no list: a round of catching up has it.
    READING,
    /// Ended.
    GONE
  }

  final WatcherGroup group;
  private final long id;
  private final WatchSpec spec;
  private final boolean puts;
  private final boolean deletes;
  Place place = Place.READING;

  /// Nothing below this revision is to be told. Only kept up to date while not synced.
  long next;

  /// The position in the [WatcherSet] of its range, while synced.
  int position;

  Watcher(WatcherGroup group, long id, WatchSpec spec, long next) {
    this.group = group;
    this.id = id;
    this.spec = spec;
    this.next = next;
    this.puts = !spec.options().contains(WatchOption.NO_PUT);
    this.deletes = !spec.options().contains(WatchOption.NO_DELETE);
  }

  /// {@return its number, unique on its stream}
  public long id() {
    return id;
  }

  public WatchSpec spec() {
    return spec;
  }

  KeyRange range() {
    return spec.range();
  }

  /// {@return whether it wants a change of a key in its range}
  boolean wants(Change.Kind kind) {
    return switch (kind) {
      case PUT -> puts;
      case TOMBSTONE -> deletes;
    };
  }

  /// {@return whether it wants a change of any key}
  boolean wants(Change change) {
    return wants(change.kind()) && covers(change.key());
  }

  private boolean covers(Bytes key) {
    return switch (spec.range()) {
      case KeyRange.Single(Bytes only) -> only.equals(key);
      case KeyRange.HalfOpen(Bytes first, Bytes end) ->
          first.compareTo(key) <= 0 && key.compareTo(end) < 0;
      case KeyRange.From(Bytes first) -> first.compareTo(key) <= 0;
    };
  }
}
