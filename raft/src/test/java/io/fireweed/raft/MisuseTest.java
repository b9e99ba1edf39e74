package io.fireweed.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import io.fireweed.raft.message.LogMessage.AppendAccepted;
import io.fireweed.raft.message.Message;
import io.fireweed.raft.message.StorageMessage.StorageAppend;
import io.fireweed.raft.message.StorageMessage.StorageApply;
import io.fireweed.raft.trace.Trace;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A caller that breaks its promises is told so, and in time.
class MisuseTest {
  @Test
  void twoReadyWithoutAnAdvanceAreRefused() {
    SingleMember member = new SingleMember();
    member.node().campaign();
    member.node().ready();
    assertThatThrownBy(() -> member.node().ready())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("without an advance");
  }

  @Test
  void anAdvanceWithoutAReadyIsRefused() {
    SingleMember member = new SingleMember();
    assertThatThrownBy(() -> member.node().advance()).isInstanceOf(IllegalStateException.class);
    member.leading();
    assertThatThrownBy(() -> member.node().advance()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void thereIsNoAdvanceWithAsynchronousStorage() {
    SingleMember member = new SingleMember(Switch.ASYNC_STORAGE);
    member.node().campaign();
    member.node().ready();
    member.node().ready();
    assertThatThrownBy(() -> member.node().advance())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("asynchronous");
  }

  @Test
  void workForTheStorageThreadsIsNotForTheMember() {
    Node node = new SingleMember().node();
    StorageAppend append =
        new StorageAppend(1, Optional.empty(), List.of(), Optional.empty(), List.of());
    assertThatThrownBy(() -> node.step(append)).isInstanceOf(IllegalArgumentException.class);
    StorageApply apply = new StorageApply(1, List.of(), List.of());
    assertThatThrownBy(() -> node.step(apply)).isInstanceOf(IllegalArgumentException.class);
  }

  /// Not a mistake, but such a promise: each committed change is taken or refused.
  @Test
  void aRefusedChangeLeavesTheMembersAndLetsTheNextOneBeMade() {
    SingleMember member = new SingleMember().leading();
    ConfState before = member.node().status().configuration().state();
    ConfChange add = new ConfChange(0, ConfChangeType.ADD_NODE, 5, Bytes.EMPTY);
    member.node().proposeChange(add, Dialect.EXPLICIT_ZEROS);
    member.work();
    member.node().step(new AppendAccepted(1, 2, 1, SingleMember.START + 2));
    Ready ready = member.node().ready();
    assertThat(ready.committedEntries()).hasSize(1);
    assertThat(member.node().refuseChange()).isEqualTo(before);
    member.node().advance();
    member.node().proposeChange(add, Dialect.EXPLICIT_ZEROS);
    Entry last = member.node().entries(SingleMember.START + 3, Long.MAX_VALUE).getFirst();
    assertThat(last.type()).isEqualTo(EntryType.CONF_CHANGE);
  }

  @Test
  void nothingCannotBeProposed() {
    SingleMember member = new SingleMember().leading();
    assertThatThrownBy(() -> member.node().propose(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void badSettingsAreRefused() {
    refuses(0, 10, 1, ReadMode.SAFE);
    refuses(Message.APPEND_THREAD, 10, 1, ReadMode.SAFE);
    refuses(Message.APPLY_THREAD, 10, 1, ReadMode.SAFE);
    refuses(1, 10, 0, ReadMode.SAFE);
    refuses(1, 1, 1, ReadMode.SAFE);
    refuses(1, 10, 1, ReadMode.LEASE_BASED);
    assertThat(new Config(1, 2, 1, 0, Limits.NONE, ReadMode.SAFE, Set.of())).isNotNull();
    assertThat(
            new Config(1, 2, 1, 0, Limits.NONE, ReadMode.LEASE_BASED, Set.of(Switch.CHECK_QUORUM)))
        .isNotNull();
  }

  private static void refuses(long id, int electionTicks, int heartbeatTicks, ReadMode reads) {
    assertThatThrownBy(
            () -> new Config(id, electionTicks, heartbeatTicks, 0, Limits.NONE, reads, Set.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void badLimitsAreRefused() {
    assertThatThrownBy(() -> new Limits(-1, 1, 1, 1, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Limits(0, 0, 1, 1, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Limits(0, 1, 0, 1, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Limits(0, 1, 1, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Limits(10, 1, 1, 1, 9))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new Limits(10, 1, 1, 1, 10)).isNotNull();
    assertThat(new Limits(0, 1, 1, 1, 0)).isNotNull();
  }

  @Test
  void aCommitIndexBeyondTheLogIsDamage() {
    assertThatThrownBy(() -> start(10, new HardState(1, 0, 11), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("commit index 11")
        .hasMessageContaining("damaged or lost");
    assertThatThrownBy(() -> start(10, new HardState(1, 0, 9), 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(start(10, new HardState(1, 0, 10), 0)).isNotNull();
  }

  @Test
  void anAppliedIndexBeyondTheCommitIndexIsDamage() {
    assertThatThrownBy(() -> start(10, new HardState(1, 0, 10), 11))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("applied index 11");
    assertThatThrownBy(() -> start(10, new HardState(1, 0, 10), 9))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(start(10, new HardState(1, 0, 10), 10)).isNotNull();
  }

  private static Node start(long index, HardState state, long applied) {
    return start(ConfState.ofVoters(List.of(1L)), index, state, applied);
  }

  private static Node start(ConfState members, long index, HardState state, long applied) {
    MemoryStorage storage = new MemoryStorage();
    storage.install(new RaftSnapshot(Bytes.EMPTY, members, index, 1));
    storage.store(state);
    Config config = new Config(1, 10, 1, applied, Limits.NONE, ReadMode.SAFE, Set.of());
    return new Node(config, storage, bound -> 0, Trace.SILENT);
  }

  @Test
  void aConfigurationThatCannotBeIsDamage() {
    List<Long> one = List.of(1L);
    List<Long> two = List.of(2L);
    List<Long> none = List.of();
    isDamage(new ConfState(one, one, none, none, false));
    isDamage(new ConfState(one, two, two, none, false));
    isDamage(new ConfState(one, none, none, two, false));
    isDamage(new ConfState(none, none, one, none, false));
    isDamage(new ConfState(one, none, none, none, true));
    ConfState joint = new ConfState(one, none, List.of(1L, 2L), two, true);
    assertThat(start(joint, 10, new HardState(1, 0, 10), 0)).isNotNull();
  }

  private static void isDamage(ConfState members) {
    assertThatThrownBy(() -> start(members, 10, new HardState(1, 0, 10), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the stored configuration");
  }
}
