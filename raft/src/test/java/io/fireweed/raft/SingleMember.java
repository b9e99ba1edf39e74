package io.fireweed.raft;

import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.format.wire.Bytes;
import io.fireweed.raft.log.MemoryStorage;
import io.fireweed.raft.message.Ballot;
import io.fireweed.raft.message.ElectionMessage.VoteReply;
import io.fireweed.raft.message.LogMessage.AppendAccepted;
import io.fireweed.raft.message.Message;
import io.fireweed.raft.trace.Trace;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Member 1 of a group of voters 1, 2 and 3 and learner 4, with its storage; the test is the
/// others.
///
/// Its log starts behind a snapshot at 1/10.
final class SingleMember {
  static final long START = 10;

  private final MemoryStorage storage = new MemoryStorage();
  private final Node node;

  SingleMember(Switch... switches) {
    ConfState members =
        new ConfState(List.of(1L, 2L, 3L), List.of(4L), List.of(), List.of(), false);
    storage.install(new RaftSnapshot(Bytes.EMPTY, members, START, 1));
    Set<Switch> chosen = EnumSet.noneOf(Switch.class);
    chosen.addAll(List.of(switches));
    node = new Node(config(chosen), storage, bound -> 0, Trace.SILENT);
  }

  static Config config(Set<Switch> switches) {
    return new Config(1, 10, 1, 0, Limits.NONE, ReadMode.SAFE, switches);
  }

  static Entry entry(long term, long index) {
    return new Entry(term, index, EntryType.NORMAL, Bytes.ofUtf8("e" + index));
  }

  Node node() {
    return node;
  }

  MemoryStorage storage() {
    return storage;
  }

  /// Does all that is ready. {@return what was to be sent to others}
  List<Message> work() {
    List<Message> sent = new ArrayList<>();
    while (node.isReady()) {
      Ready ready = node.ready();
      ready.snapshot().ifPresent(storage::install);
      storage.append(ready.entries());
      ready.hardState().ifPresent(storage::store);
      for (Entry entry : ready.committedEntries()) {
        if (entry.type() != EntryType.NORMAL) {
          node.applyChange(entry);
        }
      }
      sent.addAll(ready.messages());
      node.advance();
    }
    return sent;
  }

  /// Makes it the leader of the next term, with its first entry committed.
  SingleMember leading() {
    node.campaign();
    work();
    long term = node.status().hardState().term();
    node.step(new VoteReply(Ballot.VOTE, 1, 2, term, false));
    work();
    node.step(new AppendAccepted(1, 2, term, node.status().lastIndex()));
    work();
    return this;
  }
}
