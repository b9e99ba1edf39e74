package io.fireweed.format.wal;

import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// A random but possible life of one member's log: leaders come and go, tails are overwritten,
/// snapshots are taken and received. Remembers what the effective log was after every record.
final class RaftHistory {
  /// The effective log behind a point.
  record Log(SnapshotPoint base, List<Entry> entries) {
    Log {
      entries = List.copyOf(entries);
    }
  }

  private final RandomGenerator random;
  private final List<Log> steps = new ArrayList<>();
  private final List<Entry> written = new ArrayList<>();
  private SnapshotPoint base = SnapshotPoint.START;
  private List<Entry> entries = new ArrayList<>();
  private Optional<HardState> state = Optional.empty();
  private long term = 1;
  private long commit;

  RaftHistory(RandomGenerator random) {
    this.random = random;
    steps.add(new Log(base, entries));
  }

  /// Lives for a while.
  void write(WalWriter writer, int rounds) throws IOException {
    for (int round = 0; round < rounds; round++) {
      int dice = random.nextInt(20);
      if (dice < 12) {
        append(writer);
      } else if (dice < 16) {
        newLeader(writer);
      } else if (dice < 18) {
        writer.saveSnapshot(SnapshotPoint.of(commit, termAt(commit)));
      } else if (dice == 18) {
        receiveSnapshot(writer);
      } else {
        commit = lastIndex();
        save(writer, List.of());
      }
    }
  }

  /// {@return the effective log after every record, oldest first}
  List<Log> steps() {
    return steps;
  }

  Log last() {
    return steps.getLast();
  }

  /// {@return every entry that was ever written}
  List<Entry> written() {
    return written;
  }

  Optional<HardState> state() {
    return state;
  }

  private void append(WalWriter writer) throws IOException {
    List<Entry> next = new ArrayList<>();
    int count = random.nextInt(1, 4);
    for (int i = 0; i < count; i++) {
      byte[] data = new byte[random.nextInt(8) == 0 ? 0 : random.nextInt(1, 700)];
      random.nextBytes(data);
      next.add(new Entry(term, lastIndex() + 1 + i, EntryType.NORMAL, Bytes.of(data)));
    }
    if (random.nextInt(3) == 0) {
      commit = random.nextLong(commit, lastIndex() + 1);
    }
    save(writer, next);
  }

  /// A leader of a later term replaces everything behind some uncommitted entry.
  private void newLeader(WalWriter writer) throws IOException {
    term += random.nextInt(1, 3);
    long from = random.nextLong(commit, lastIndex() + 1) + 1;
    save(writer, List.of(new Entry(term, from, EntryType.NORMAL, Bytes.EMPTY)));
  }

  private void receiveSnapshot(WalWriter writer) throws IOException {
    term++;
    long index = lastIndex() + random.nextLong(1, 50);
    SnapshotPoint point = SnapshotPoint.of(index, term);
    writer.saveSnapshot(point);
    base = point;
    entries = new ArrayList<>();
    commit = index;
    steps.add(new Log(base, entries));
    save(writer, List.of());
  }

  private void save(WalWriter writer, List<Entry> next) throws IOException {
    HardState now = new HardState(term, 1, commit);
    writer.save(next, now);
    for (Entry entry : next) {
      int keep = (int) (entry.index() - base.index() - 1);
      entries = new ArrayList<>(entries.subList(0, keep));
      entries.add(entry);
      written.add(entry);
      steps.add(new Log(base, entries));
    }
    state = Optional.of(now);
  }

  private long lastIndex() {
    return base.index() + entries.size();
  }

  private long termAt(long index) {
    return index == base.index()
        ? base.term()
        : entries.get((int) (index - base.index() - 1)).term();
  }
}
