package io.fireweed.storage.watch;

import io.fireweed.format.schema.KeyValue;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.ProtoWriter;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A store that is too plain to be wrong: every change there ever was, in a list.
final class PlainHistory implements History {
  /// A change, and whether a compaction has removed it.
  private static final class Row {
    private final Change change;
    private boolean gone;

    private Row(Change change) {
      this.change = change;
    }
  }

  private record Version(long create, long version) {}

  private final List<Row> rows = new ArrayList<>();
  private final Map<Bytes, Version> live = new HashMap<>();
  long revision = 1;
  long compactRevision = -1;

  boolean exists(Bytes key) {
    return live.containsKey(key);
  }

  /// Puts, or deletes where the value is nothing. {@return the changes of the next revision}
  List<Change> write(Map<Bytes, Optional<Bytes>> writes) {
    revision++;
    List<Change> changes = new ArrayList<>();
    writes.forEach((key, value) -> changes.add(write(key, value)));
    changes.forEach(change -> rows.add(new Row(change)));
    return changes;
  }

  private Change write(Bytes key, Optional<Bytes> value) {
    ProtoWriter row = new ProtoWriter();
    if (value.isEmpty()) {
      live.remove(key);
      row.bytes(1, key);
      return new Change(Change.Kind.TOMBSTONE, key, row.toBytes(), revision, 0);
    }
    Version before = live.getOrDefault(key, new Version(revision, 0));
    Version now = new Version(before.create(), before.version() + 1);
    live.put(key, now);
    new KeyValue(key, now.create(), revision, now.version(), value.get(), 0).write(row);
    return new Change(Change.Kind.PUT, key, row.toBytes(), revision, now.create());
  }

  /// Removes what a compaction removes: all but the newest of each key up to `target`, and that too
  /// if it is a tombstone below it.
  void compact(long target) {
    compactRevision = target;
    Set<Bytes> newer = new HashSet<>();
    for (Row row : rows.reversed()) {
      Change change = row.change;
      if (change.main() <= target) {
        boolean newest = newer.add(change.key());
        boolean kept = newest && (change.kind() == Change.Kind.PUT || change.main() == target);
        row.gone |= !kept;
      }
    }
  }

  /// {@return every change there ever was}
  List<Change> all() {
    return rows.stream().map(row -> row.change).toList();
  }

  /// {@return the row before a change, whatever was compacted}
  Optional<Bytes> before(Change change) {
    return newest(change.key(), change.main() - 1);
  }

  @Override
  public void scan(long from, long to, RowSink sink) {
    for (Row row : rows) {
      Change change = row.change;
      if (!row.gone && from <= change.main() && change.main() <= to) {
        MemorySegment encoded = change.row().segment();
        if (!sink.take(change.kind(), change.main(), encoded)) {
          return;
        }
      }
    }
  }

  @Override
  public Optional<Bytes> rowAt(Bytes key, long at) {
    return at < compactRevision ? Optional.empty() : newest(key, at);
  }

  private Optional<Bytes> newest(Bytes key, long at) {
    for (Row row : rows.reversed()) {
      Change change = row.change;
      if (change.main() <= at && change.key().equals(key)) {
        return change.kind() == Change.Kind.PUT ? Optional.of(change.row()) : Optional.empty();
      }
    }
    return Optional.empty();
  }
}
