package io.fireweed.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.format.raftlog.ConfChange;
import io.fireweed.format.raftlog.ConfChangeType;
import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Dialect;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.format.wire.Bytes;
import io.fireweed.raft.log.MemoryStorage;
import io.fireweed.raft.message.Ballot;
import io.fireweed.raft.message.ElectionMessage.VoteReply;
import io.fireweed.raft.message.ElectionMessage.VoteRequest;
import io.fireweed.raft.message.LogMessage.Append;
import io.fireweed.raft.message.LogMessage.AppendAccepted;
import io.fireweed.raft.message.LogMessage.InstallSnapshot;
import io.fireweed.raft.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What the simulator has found, without the simulator.
class NodeTest {
  private final MemoryStorage storage = new MemoryStorage();

  /// Entries 2 and 3 were committed and acknowledged, but a crash took the commit index back to 1.
  @Test
  void memberThatIsAloneAnswersReadsOnlyFromItsOwnTerm() {
    storage.install(snapshot(1, 1, ConfState.ofVoters(List.of(1L))));
    storage.append(List.of(entry(1, 2), entry(1, 3)));
    storage.store(new HardState(1, 0, 1));
    Node node = start(1);
    node.campaign();
    store(node.ready());
    node.advance();

    node.readIndex(Bytes.ofLong(7));

    assertThat(work(node)).containsExactly(new ReadState(4, Bytes.ofLong(7)));
  }

  @Test
  void changeThatALaterSnapshotCoversChangesNothing() {
    storage.install(snapshot(1, 1, ConfState.ofVoters(List.of(1L, 2L))));
    storage.store(new HardState(1, 0, 1));
    Node node = start(1);
    ConfChange adds = new ConfChange(0, ConfChangeType.ADD_NODE, 3, Bytes.EMPTY);
    Entry change = new Entry(1, 2, EntryType.CONF_CHANGE, adds.encode(Dialect.EXPLICIT_ZEROS));
    node.step(new Append(1, 2, 1, 1, 1, List.of(change), 2));
    Ready ready = node.ready();
    assertThat(ready.committedEntries()).containsExactly(change);
    ConfState later = ConfState.ofVoters(List.of(1L, 2L, 4L));

    node.step(new InstallSnapshot(1, 2, 1, snapshot(9, 1, later)));

    assertThat(node.applyChange(change)).isEqualTo(later);
  }

  /// Why [Ready] lets requests for votes wait for the disk. Members 2 and 3 have committed entry 2.
  @Test
  void voteAskedForBeforeTheDiskElectsAMemberThatLostItsLog() {
    storage.install(snapshot(1, 1, ConfState.ofVoters(List.of(1L, 2L, 3L))));
    storage.store(new HardState(2, 0, 1));
    Config config =
        new Config(1, 10, 1, 1, Limits.NONE, ReadMode.SAFE, Set.of(Switch.ASYNC_STORAGE));
    Node before = new Node(config, storage, bound -> 0, Trace.SILENT);
    before.step(new Append(1, 3, 2, 1, 1, List.of(entry(2, 2)), 1));
    before.campaign();
    VoteRequest early =
        before.ready().messages().stream()
            .filter(VoteRequest.class::isInstance)
            .map(VoteRequest.class::cast)
            .findFirst()
            .orElseThrow();
    assertThat(early.lastIndex()).isEqualTo(2);

    Node after = new Node(config, storage, bound -> 0, Trace.SILENT);
    after.campaign();
    after.step(new VoteReply(Ballot.VOTE, 1, 1, 3, false));
    after.step(new VoteReply(early.ballot(), 1, early.to(), early.term(), false));

    assertThat(after.status().softState().role()).isEqualTo(RoleName.LEADER);
    assertThat(after.entries(2, Long.MAX_VALUE)).extracting(Entry::term).containsExactly(3L);
  }

  /// Nobody is left who could answer a heartbeat.
  @Test
  void readThatWaitsForMembersThatAreRemovedIsAnswered() {
    storage.install(snapshot(1, 1, ConfState.ofVoters(List.of(1L, 2L))));
    storage.store(new HardState(1, 0, 1));
    Node node = start(1);
    node.campaign();
    work(node);
    node.step(new VoteReply(Ballot.VOTE, 1, 2, 2, false));
    work(node);
    ConfChange removes = new ConfChange(0, ConfChangeType.REMOVE_NODE, 2, Bytes.EMPTY);
    node.proposeChange(removes, Dialect.EXPLICIT_ZEROS);
    work(node);
    node.step(new AppendAccepted(1, 2, 2, 2));
    work(node);
    node.readIndex(Bytes.ofLong(7));
    assertThat(work(node)).isEmpty();

    node.step(new AppendAccepted(1, 2, 2, 3));

    assertThat(work(node)).containsExactly(new ReadState(2, Bytes.ofLong(7)));
  }

  @Test
  void readThatIsAnsweredAfterAReadyWasTakenIsInTheNextOneAlone() {
    storage.install(snapshot(1, 1, ConfState.ofVoters(List.of(1L))));
    storage.store(new HardState(1, 0, 1));
    Node node = start(1);
    node.campaign();
    work(node);
    node.propose(Bytes.ofLong(1));
    Ready ready = node.ready();

    node.readIndex(Bytes.ofLong(7));

    assertThat(ready.readStates()).isEmpty();
    store(ready);
    node.advance();
    assertThat(work(node)).containsExactly(new ReadState(2, Bytes.ofLong(7)));
  }

  private List<ReadState> work(Node node) {
    List<ReadState> answers = new ArrayList<>();
    while (node.isReady()) {
      Ready ready = node.ready();
      store(ready);
      for (Entry entry : ready.committedEntries()) {
        if (entry.type() != EntryType.NORMAL) {
          node.applyChange(entry);
        }
      }
      answers.addAll(ready.readStates());
      node.advance();
    }
    return answers;
  }

  private Node start(long applied) {
    Config config = new Config(1, 10, 1, applied, Limits.NONE, ReadMode.SAFE, Set.of());
    return new Node(config, storage, bound -> 0, Trace.SILENT);
  }

  private void store(Ready ready) {
    ready.hardState().ifPresent(storage::store);
    storage.append(ready.entries());
  }

  private static RaftSnapshot snapshot(long index, long term, ConfState members) {
    return new RaftSnapshot(Bytes.EMPTY, members, index, term);
  }

  private static Entry entry(long term, long index) {
    return new Entry(term, index, EntryType.NORMAL, Bytes.ofLong(index));
  }
}
