package io.fireweed.server.watch;

import io.fireweed.format.schema.KeyValue;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.ProtoWriter;
import io.fireweed.storage.watch.Change;
import io.fireweed.storage.watch.ChangeListener;
import io.fireweed.storage.watch.History;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Keys in memory, with what a member's state tells of them.
final class WatchedStore implements History {
  private final TreeMap<Long, List<Change>> revisions = new TreeMap<>();
  private final Map<Bytes, Long> creates = new HashMap<>();
  private final Map<Bytes, Long> versions = new HashMap<>();
  private long revision = 1;
  private long compactRevision = -1;
  private ChangeListener listener = new Deaf();

  /// One of a transaction's writes; a delete if there is no value.
  record Write(String key, Optional<String> value) {
    static Write put(String key, String value) {
      return new Write(key, Optional.of(value));
    }

    static Write delete(String key) {
      return new Write(key, Optional.empty());
    }
  }

  void listener(ChangeListener told) {
    this.listener = told;
  }

  synchronized long revision() {
    return revision;
  }

  /// Applies a transaction that changes something.
  synchronized void write(List<Write> writes) {
    long next = revision + 1;
    List<Change> changes = new ArrayList<>();
    for (Write write : writes) {
      changes.add(change(next, Bytes.ofUtf8(write.key()), write.value()));
    }
    revisions.put(next, changes);
    revision = next;
    listener.changed(next, changes);
  }

  private Change change(long main, Bytes key, Optional<String> value) {
    ProtoWriter row = new ProtoWriter();
    if (value.isEmpty()) {
      creates.remove(key);
      versions.remove(key);
      row.bytes(1, key);
      return new Change(Change.Kind.TOMBSTONE, key, row.toBytes(), main, 0);
    }
    long create = creates.computeIfAbsent(key, _ -> main);
    long version = versions.merge(key, 1L, Long::sum);
    new KeyValue(key, create, main, version, Bytes.ofUtf8(value.get()), 0).write(row);
    return new Change(Change.Kind.PUT, key, row.toBytes(), main, create);
  }

  synchronized void compact(long target) {
    compactRevision = target;
    listener.compacted(target);
    Set<Bytes> newer = new HashSet<>();
    for (Map.Entry<Long, List<Change>> entry :
        revisions.headMap(target, true).descendingMap().entrySet()) {
      entry
          .getValue()
          .removeIf(
              change ->
                  !newer.add(change.key())
                      || (change.kind() == Change.Kind.TOMBSTONE && change.main() < target));
    }
  }

  @Override
  public void scan(long from, long to, RowSink sink) {
    List<Change> rows = new ArrayList<>();
    synchronized (this) {
      revisions.subMap(from, true, to, true).values().forEach(rows::addAll);
    }
    for (Change row : rows) {
      MemorySegment encoded = row.row().segment();
      if (!sink.take(row.kind(), row.main(), encoded)) {
        return;
      }
    }
  }

  @Override
  public synchronized Optional<Bytes> rowAt(Bytes key, long at) {
    if (at < compactRevision) {
      return Optional.empty();
    }
    for (List<Change> changes : revisions.headMap(at, true).descendingMap().values()) {
      for (Change change : changes) {
        if (change.key().equals(key)) {
          return change.kind() == Change.Kind.PUT ? Optional.of(change.row()) : Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  private static final class Deaf implements ChangeListener {
    @Override
    public void changed(long revision, List<Change> changes) {}

    @Override
    public void compacted(long revision) {}

    @Override
    public void installed(long revision, long compactRevision) {}
  }
}
