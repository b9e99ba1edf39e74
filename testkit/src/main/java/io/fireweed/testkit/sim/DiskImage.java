package io.fireweed.testkit.sim;

import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.raft.log.MemoryStorage;
import java.util.ArrayList;
import java.util.List;

/// What a member finds on its disk when it starts.
///
/// Invariant: `entries[i].index = snapshot.index + 1 + i`.
final class DiskImage {
  private HardState hardState;
  private RaftSnapshot snapshot;
  private final List<Entry> entries = new ArrayList<>();

  DiskImage(HardState hardState, RaftSnapshot snapshot) {
    this.hardState = hardState;
    this.snapshot = snapshot;
  }

  HardState hardState() {
    return hardState;
  }

  RaftSnapshot snapshot() {
    return snapshot;
  }

  long lastIndex() {
    return snapshot.index() + entries.size();
  }

  void store(HardState state) {
    hardState = state;
  }

  /// Appends; what is there from the entry's index on goes.
  void append(Entry entry) {
    if (entry.index() <= snapshot.index()) {
      return;
    }
    if (entry.index() > lastIndex() + 1) {
      throw new IllegalStateException(
          "entry %d does not join a log that ends at %d".formatted(entry.index(), lastIndex()));
    }
    int keep = (int) (entry.index() - snapshot.index() - 1);
    entries.subList(keep, entries.size()).clear();
    entries.add(entry);
  }

  /// A snapshot from the leader replaces everything.
  void install(RaftSnapshot received) {
    if (received.index() > snapshot.index()) {
      snapshot = received;
      entries.clear();
    }
  }

  /// A snapshot of the member's own replaces what it covers.
  void compact(RaftSnapshot taken) {
    if (taken.index() > snapshot.index()) {
      entries.subList(0, (int) (taken.index() - snapshot.index())).clear();
      snapshot = taken;
    }
  }

  MemoryStorage open() {
    MemoryStorage memory = new MemoryStorage();
    memory.install(snapshot);
    memory.append(List.copyOf(entries));
    memory.store(hardState);
    return memory;
  }
}
