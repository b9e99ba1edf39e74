package io.fireweed.testkit.sim;

import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.raft.log.MemoryStorage;
import io.fireweed.raft.log.Storage;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// A stored log as the core sees it, with a snapshot that someone else makes.
record MemberStorage(MemoryStorage memory, Supplier<Optional<RaftSnapshot>> newest)
    implements Storage {
  @Override
  public HardState hardState() {
    return memory.hardState();
  }

  @Override
  public ConfState confState() {
    return memory.confState();
  }

  @Override
  public long firstIndex() {
    return memory.firstIndex();
  }

  @Override
  public long lastIndex() {
    return memory.lastIndex();
  }

  @Override
  public long term(long index) {
    return memory.term(index);
  }

  @Override
  public List<Entry> entries(long from, long to, long maxBytes) {
    return memory.entries(from, to, maxBytes);
  }

  @Override
  public Optional<RaftSnapshot> snapshot() {
    return newest.get();
  }
}
