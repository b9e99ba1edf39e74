package io.fireweed.raft.log;

import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.format.wire.Bytes;
import java.util.List;
import java.util.Optional;

/// Storage that lives as long as its object, for tests, simulations and benchmarks.
public final class MemoryStorage implements Storage {
  private final EntryBuffer entries = new EntryBuffer(1);
  private HardState hardState = new HardState(0, 0, 0);
  private RaftSnapshot snapshot = new RaftSnapshot(Bytes.EMPTY, ConfState.EMPTY, 0, 0);
  private long compactedTerm;

  @Override
  public HardState hardState() {
    return hardState;
  }

  @Override
  public ConfState confState() {
    return snapshot.confState();
  }

  @Override
  public long firstIndex() {
    return entries.first();
  }

  @Override
  public long lastIndex() {
    return entries.end() - 1;
  }

  @Override
  public long term(long index) {
    return index == entries.first() - 1 ? compactedTerm : entries.at(index).term();
  }

  @Override
  public List<Entry> entries(long from, long to, long maxBytes) {
    return entries.slice(from, to, maxBytes);
  }

  @Override
  public Optional<RaftSnapshot> snapshot() {
    return Optional.of(snapshot);
  }

  public void store(HardState state) {
    hardState = state;
  }

  /// Appends; entries that are there already, and all after them, are replaced.
  ///
  /// @throws IllegalArgumentException if they do not join what is there
  public void append(List<Entry> more) {
    if (more.isEmpty()) {
      return;
    }
    long from = more.getFirst().index();
    if (from > entries.end()) {
      throw new IllegalArgumentException(
          "entries from " + from + " do not join those up to " + lastIndex());
    }
    int known = (int) Math.max(0, Math.min(entries.first() - from, more.size()));
    List<Entry> fresh = more.subList(known, more.size());
    if (!fresh.isEmpty()) {
      entries.cut(fresh.getFirst().index());
      entries.append(fresh);
    }
  }

  /// Replaces everything by a snapshot that was received; an older one than is there is ignored.
  public void install(RaftSnapshot received) {
    if (received.index() <= snapshot.index()) {
      return;
    }
    snapshot = received;
    compactedTerm = received.term();
    entries.restart(received.index() + 1);
  }

  /// Takes a snapshot at `index`, which is applied; the entries stay.
  public void takeSnapshot(long index, ConfState members, Bytes data) {
    snapshot = new RaftSnapshot(data, members, index, term(index));
  }

  /// Drops the entries up to `index`, which a snapshot holds.
  public void compact(long index) {
    compactedTerm = term(index);
    entries.dropBefore(index + 1);
  }
}
