package io.fireweed.testkit.sim;

import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.raft.Config;
import io.fireweed.raft.Node;
import io.fireweed.raft.ReadState;
import io.fireweed.raft.Ready;
import io.fireweed.raft.SnapshotOutcome;
import io.fireweed.raft.log.MemoryStorage;
import io.fireweed.raft.message.PeerMessage;
import io.fireweed.raft.progress.Configuration;
import io.fireweed.raft.trace.Trace;
import io.fireweed.testkit.sim.invariant.Fact;
import io.fireweed.testkit.sim.invariant.Violation;
import io.fireweed.testkit.sim.invariant.ViolationKind;
import java.util.List;
import java.util.Optional;

/// One life of a member, from start to crash: drives the core, and does what it says is to be done.
abstract sealed class Engine permits BlockingEngine, AsyncEngine {
  private final World world;
  private final long id;
  private final int life;
  private final Disk disk;
  private final MemoryStorage memory;
  private final Node node;
  private StateMachine machine;

  Engine(World world, Config config, int life, Disk disk) {
    this.world = world;
    this.id = config.id();
    this.life = life;
    this.disk = disk;
    this.memory = disk.synced().open();
    this.machine = StateMachine.of(disk.synced().snapshot());
    world.witness().see(new Fact.Started(id, disk.synced().hardState()));
    this.node =
        new Node(
            config,
            new MemberStorage(memory, this::newestSnapshot),
            bound -> world.random().nextInt(bound),
            Trace.SILENT);
  }

  final World world() {
    return world;
  }

  final long id() {
    return id;
  }

  final int life() {
    return life;
  }

  final Disk disk() {
    return disk;
  }

  final MemoryStorage memory() {
    return memory;
  }

  final Node node() {
    return node;
  }

  final StateMachine machine() {
    return machine;
  }

  /// Does what the core has ready, as far as it can be done now.
  abstract void pump();

  /// The disk is done.
  abstract void stored();

  /// The state machine is done.
  abstract void applied();

  final void tick() {
    node.tick();
    pump();
  }

  final void step(PeerMessage message) {
    node.step(message);
    pump();
  }

  final void unreachable(long member) {
    node.reportUnreachable(member);
    pump();
  }

  final void snapshotReport(long member, SnapshotOutcome outcome) {
    node.reportSnapshot(member, outcome);
    pump();
  }

  final void note(Ready ready) {
    if (!ready.entries().isEmpty()) {
      long before = ready.entries().getFirst().index() - 1;
      world.witness().see(new Fact.Appended(id, termBefore(ready, before), ready.entries()));
    }
  }

  private long termBefore(Ready ready, long index) {
    Optional<Long> installed =
        ready.snapshot().filter(taken -> taken.index() == index).map(RaftSnapshot::term);
    return installed.orElseGet(() -> knownTerm(index));
  }

  /// {@return the term of an entry that was handed out before}
  abstract long knownTerm(long index);

  final void send(PeerMessage message) {
    see(message);
    world.network().send(id, message);
  }

  /// Tells of a promise, which is to be sent or counted now.
  final void see(PeerMessage message) {
    DiskImage durable = disk.synced();
    world.witness().see(new Fact.Sent(id, message, durable.hardState(), durable.lastIndex()));
  }

  final void answer(List<ReadState> states) {
    for (ReadState state : states) {
      world.coverage().count(Happening.READ);
      world.witness().see(new Fact.ReadAnswered(state.context().longAt(0), id, state.index()));
    }
  }

  /// What was received is in the log from now on.
  final void remember(Optional<RaftSnapshot> snapshot, List<Entry> entries) {
    snapshot.ifPresent(memory::install);
    memory.append(entries);
  }

  final void restore(RaftSnapshot snapshot) {
    if (snapshot.index() > machine.index()) {
      machine = StateMachine.of(snapshot);
      world.coverage().count(Happening.SNAPSHOT);
      world.witness().see(new Fact.Applied(id, machine.index(), machine.hash()));
    }
  }

  final void apply(List<Entry> entries) {
    for (Entry entry : entries) {
      if (entry.index() <= machine.index()) {
        continue;
      }
      if (entry.index() != machine.index() + 1) {
        throw new Violation(
            ViolationKind.APPLIED_DIFFERS,
            "member %d applied %d after %d".formatted(id, entry.index(), machine.index()));
      }
      ConfState members = machine.members();
      if (entry.type() != EntryType.NORMAL) {
        members = Configuration.of(members.after(entry)).state();
        node.applyChange(entry);
        world.configured(entry.index(), members);
      }
      machine = machine.after(entry, members);
      world.witness().see(new Fact.Applied(id, machine.index(), machine.hash()));
    }
  }

  /// Takes a snapshot and drops entries before it, some fewer than it could.
  final void compact() {
    boolean isWorthIt =
        machine.index() > memory.snapshot().orElseThrow().index()
            && machine.index() <= disk.written().commit()
            && machine.index() <= memory.lastIndex();
    if (!isWorthIt) {
      return;
    }
    RaftSnapshot taken = machine.snapshot();
    disk.save(taken);
    memory.takeSnapshot(taken.index(), taken.confState(), taken.data());
    long upTo = taken.index() - world.random().nextInt(8);
    if (upTo >= memory.firstIndex()) {
      world.coverage().count(Happening.COMPACTION);
      memory.compact(upTo);
    }
  }

  private Optional<RaftSnapshot> newestSnapshot() {
    return world.hasSnapshotsNow() ? Optional.of(machine.snapshot()) : Optional.empty();
  }
}
