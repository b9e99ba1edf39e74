package io.fireweed.raft.script;

import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.format.wire.Bytes;
import io.fireweed.raft.Config;
import io.fireweed.raft.Node;
import io.fireweed.raft.Switch;
import io.fireweed.raft.log.MemoryStorage;
import io.fireweed.raft.log.Storage;
import io.fireweed.raft.message.StorageMessage.StorageAppend;
import io.fireweed.raft.message.StorageMessage.StorageApply;
import io.fireweed.raft.trace.Trace;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// A member of a scripted group, with its storage, its state machine and its two work queues.
///
/// The state machine joins the data of all entries; after each entry it could give a snapshot.
final class ScriptNode {
  private final Config config;
  private final MemoryStorage storage;
  private final Deque<StorageAppend> appendWork = new ArrayDeque<>();
  private final Deque<StorageApply> applyWork = new ArrayDeque<>();
  private final Trace trace;
  private final Node node;
  private RaftSnapshot state;

  ScriptNode(Config config, RaftSnapshot start, Trace trace) {
    this(config, start, new MemoryStorage(), trace);
  }

  private ScriptNode(Config config, RaftSnapshot state, MemoryStorage storage, Trace trace) {
    this.config = config;
    this.state = state;
    this.storage = storage;
    this.trace = trace;
    if (state.index() > storage.lastIndex()) {
      storage.install(state);
    }
    this.node = new Node(config, new NewestSnapshot(), bound -> 0, trace);
  }

  /// {@return this member after a crash: what was not stored is gone, what was applied is not}
  ScriptNode restarted() {
    Config from =
        new Config(
            config.id(),
            config.electionTicks(),
            config.heartbeatTicks(),
            state.index(),
            config.limits(),
            config.reads(),
            config.switches());
    return new ScriptNode(from, state, storage, trace);
  }

  Config config() {
    return config;
  }

  Node node() {
    return node;
  }

  MemoryStorage storage() {
    return storage;
  }

  RaftSnapshot state() {
    return state;
  }

  boolean isAsync() {
    return config.switches().contains(Switch.ASYNC_STORAGE);
  }

  Deque<StorageAppend> appendWork() {
    return appendWork;
  }

  Deque<StorageApply> applyWork() {
    return applyWork;
  }

  void write(Optional<HardState> hardState, List<Entry> entries, Optional<RaftSnapshot> snapshot) {
    hardState.ifPresent(storage::store);
    snapshot.ifPresent(
        received -> {
          storage.install(received);
          state = received;
        });
    storage.append(entries);
  }

  void apply(List<Entry> entries) {
    for (Entry entry : entries) {
      ConfState members = state.confState();
      Bytes data = state.data();
      if (entry.type() == EntryType.NORMAL) {
        data = data.plus(entry.data());
      } else {
        members = node.applyChange(entry);
      }
      state = new RaftSnapshot(data, members, entry.index(), entry.term());
    }
  }

  /// The stored log, with a snapshot of everything that is applied.
  private final class NewestSnapshot implements Storage {
    @Override
    public HardState hardState() {
      return storage.hardState();
    }

    @Override
    public ConfState confState() {
      return state.confState();
    }

    @Override
    public long firstIndex() {
      return storage.firstIndex();
    }

    @Override
    public long lastIndex() {
      return storage.lastIndex();
    }

    @Override
    public long term(long index) {
      return storage.term(index);
    }

    @Override
    public List<Entry> entries(long from, long to, long maxBytes) {
      return storage.entries(from, to, maxBytes);
    }

    @Override
    public Optional<RaftSnapshot> snapshot() {
      return Optional.of(state);
    }
  }
}
