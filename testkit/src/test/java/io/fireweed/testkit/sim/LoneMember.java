package io.fireweed.testkit.sim;

import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.format.wire.Bytes;
import io.fireweed.raft.Config;
import io.fireweed.raft.Limits;
import io.fireweed.raft.Node;
import io.fireweed.raft.ReadMode;
import io.fireweed.raft.ReadState;
import io.fireweed.raft.Ready;
import io.fireweed.raft.log.MemoryStorage;
import io.fireweed.raft.message.Message;
import io.fireweed.raft.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Member 1, whose peers are played by a scenario: does at once whatever the core wants done.
final class LoneMember {
  private final MemoryStorage storage = new MemoryStorage();
  private final Node node;
  private final List<Message> sent = new ArrayList<>();
  private final List<ReadState> answers = new ArrayList<>();

  /// @param entries of term 1 from index 2 on, which are stored but not known to be committed
  LoneMember(List<Long> voters, int entries) {
    storage.install(new RaftSnapshot(Bytes.EMPTY, ConfState.ofVoters(voters), 1, 1));
    for (long index = 2; index < 2 + entries; index++) {
      storage.append(List.of(new Entry(1, index, EntryType.NORMAL, Bytes.EMPTY)));
    }
    storage.store(new HardState(1, 0, 1));
    Config config = new Config(1, 10, 1, 1, Limits.NONE, ReadMode.SAFE, Set.of());
    this.node = new Node(config, storage, _ -> 0, Trace.SILENT);
  }

  Node node() {
    return node;
  }

  List<Message> sent() {
    return sent;
  }

  List<ReadState> answers() {
    return answers;
  }

  /// Does everything that is to be done.
  void work() {
    while (node.isReady()) {
      finish(store());
    }
  }

  /// Takes and stores what is to be done, and nothing more of it.
  Ready store() {
    Ready ready = node.ready();
    ready.hardState().ifPresent(storage::store);
    storage.append(ready.entries());
    sent.addAll(ready.messages());
    answers.addAll(ready.readStates());
    return ready;
  }

  void finish(Ready ready) {
    for (Entry entry : ready.committedEntries()) {
      if (entry.type() != EntryType.NORMAL) {
        node.applyChange(entry);
      }
    }
    node.advance();
  }
}
