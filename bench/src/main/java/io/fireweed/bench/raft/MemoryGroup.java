package io.fireweed.bench.raft;

import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.format.wire.Bytes;
import io.fireweed.raft.Config;
import io.fireweed.raft.Limits;
import io.fireweed.raft.Node;
import io.fireweed.raft.ReadMode;
import io.fireweed.raft.Ready;
import io.fireweed.raft.RoleName;
import io.fireweed.raft.StepOutcome;
import io.fireweed.raft.log.MemoryStorage;
import io.fireweed.raft.message.Message;
import io.fireweed.raft.message.PeerMessage;
import io.fireweed.raft.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Three members in one thread, whose network and disk take no time; the first one leads.
///
/// Each keeps the newest [#kept] entries at least, and at most twice as many.
final class MemoryGroup {
  private static final int SIZE = 3;
  private static final ConfState MEMBERS = ConfState.ofVoters(List.of(1L, 2L, 3L));

  private final List<Member> members = new ArrayList<>();
  private final int kept;
  private long applied;

  private record Member(Node node, MemoryStorage storage) {}

  /// @param kept entries that each log keeps
  MemoryGroup(int kept) {
    this.kept = kept;
    RaftSnapshot start = new RaftSnapshot(Bytes.EMPTY, MEMBERS, 1, 1);
    for (long id = 1; id <= SIZE; id++) {
      MemoryStorage storage = new MemoryStorage();
      storage.install(start);
      Config config = new Config(id, 10, 1, 1, Limits.NONE, ReadMode.SAFE, Set.of());
      members.add(new Member(new Node(config, storage, bound -> 0, Trace.SILENT), storage));
    }
    members.getFirst().node().campaign();
    settle();
    if (members.getFirst().node().status().softState().role() != RoleName.LEADER) {
      throw new IllegalStateException("the first member does not lead");
    }
  }

  /// Commits the entries on all members. {@return how many the leader has applied in all}
  long commit(List<Bytes> entries) {
    if (members.getFirst().node().propose(entries) != StepOutcome.DONE) {
      throw new IllegalStateException("the proposal was dropped");
    }
    settle();
    return applied;
  }

  private void settle() {
    boolean worked = true;
    while (worked) {
      worked = false;
      for (Member member : members) {
        if (member.node().isReady()) {
          work(member);
          worked = true;
        }
      }
    }
  }

  private void work(Member member) {
    Ready ready = member.node().ready();
    ready.hardState().ifPresent(member.storage()::store);
    member.storage().append(ready.entries());
    for (Message message : ready.messages()) {
      if (message instanceof PeerMessage said) {
        members.get((int) said.to() - 1).node().step(said);
      }
    }
    if (!ready.committedEntries().isEmpty()) {
      if (member == members.getFirst()) {
        applied += ready.committedEntries().size();
      }
      compact(member.storage(), ready.committedEntries().getLast().index());
    }
    member.node().advance();
  }

  private void compact(MemoryStorage storage, long appliedIndex) {
    if (appliedIndex - storage.firstIndex() >= 2L * kept) {
      storage.takeSnapshot(appliedIndex, MEMBERS, Bytes.EMPTY);
      storage.compact(appliedIndex - kept);
    }
  }
}
