package io.fireweed.storage.watch;

import io.fireweed.format.schema.KeyValueView;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// One round of reading the history for watchers that lag, in one pass from the one that lags most.
///
/// The rows are read without the hub's lock; [WatchHub#endRound] then sees whether they still
/// count.
final class CatchUp {
  /// Most revisions in one response to a watcher that lags.
  static final int MAX_REVISIONS = 1000;

  /// A response is not added to when it has reached this.
  static final int MAX_RESPONSE_BYTES = 1 << 20;

  /// A round ends when its events have reached this.
  private static final int MAX_ROUND_BYTES = 16 << 20;

  /// Most rows that a round looks at.
  private static final int MAX_ROWS = 50_000;

  /// What a round has read for one watcher.
  static final class Part {
    private final Watcher watcher;
    private final long from;
    private final List<Event> events = new ArrayList<>();
    private long through;
    private long bytes;
    private int revisions;
    private boolean touched;
    private boolean full;

    private Part(Watcher watcher) {
      this.watcher = watcher;
      this.from = watcher.next;
      this.through = from - 1;
    }

    Watcher watcher() {
      return watcher;
    }

    List<Event> events() {
      return events;
    }

    /// {@return the last revision of which everything was read}
    long through() {
      return through;
    }
  }

  private final long to;
  private final long installs;
  private final Map<Watcher, Part> parts = new LinkedHashMap<>();
  private final WatcherIndex index = new WatcherIndex();
  private final KeyValueView view = new KeyValueView();
  private final List<Watcher> matched = new ArrayList<>();
  private final List<Part> touched = new ArrayList<>();
  private long current;
  private int rows;
  private long bytes;
  private int open;
  private boolean stopped;

  /// @param to the current revision
  /// @param installs how often the state had been replaced when the round began
  CatchUp(long to, long installs) {
    this.to = to;
    this.installs = installs;
  }

  void add(Watcher watcher) {
    parts.put(watcher, new Part(watcher));
    index.add(watcher);
    open++;
  }

  int size() {
    return parts.size();
  }

  Collection<Part> parts() {
    return parts.values();
  }

  long installs() {
    return installs;
  }

  void read(History history) {
    if (parts.isEmpty()) {
      return;
    }
    long from = parts.values().stream().mapToLong(part -> part.from).min().orElseThrow();
    history.scan(from, to, this::take);
    endRevision();
    long through = stopped ? current : to;
    for (Part part : parts.values()) {
      if (!part.full) {
        part.through = Math.max(part.through, through);
      }
    }
  }

  /// Forgets what was read: it may end in the middle of a revision.
  void discard() {
    for (Part part : parts.values()) {
      part.events.clear();
      part.through = part.from - 1;
    }
  }

  private boolean take(Change.Kind kind, long main, MemorySegment row) {
    if (main != current) {
      endRevision();
      if (open == 0 || bytes >= MAX_ROUND_BYTES || rows >= MAX_ROWS) {
        stopped = true;
        return false;
      }
      current = main;
    }
    rows++;
    view.require(row, 0, row.byteSize(), new Origin("key bucket: revision " + main, 0));
    Bytes key = Bytes.of(view.key());
    index.match(key, matched);
    if (!matched.isEmpty()) {
      give(new Event(new Change(kind, key, Bytes.of(row), main, view.createRevision())));
      matched.clear();
    }
    return true;
  }

  private void give(Event event) {
    Change change = event.change();
    for (Watcher watcher : matched) {
      Part part = Objects.requireNonNull(parts.get(watcher));
      if (!part.full && change.main() >= part.from && watcher.wants(change.kind())) {
        if (!part.touched) {
          part.touched = true;
          touched.add(part);
        }
        part.events.add(event);
        part.bytes += event.weightBytes();
        bytes += event.weightBytes();
      }
    }
  }

  private void endRevision() {
    for (Part part : touched) {
      part.touched = false;
      part.revisions++;
      if (part.revisions >= MAX_REVISIONS || part.bytes >= MAX_RESPONSE_BYTES) {
        part.full = true;
        part.through = current;
        open--;
      }
    }
    touched.clear();
  }
}
