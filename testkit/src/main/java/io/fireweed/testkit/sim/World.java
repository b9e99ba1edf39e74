package io.fireweed.testkit.sim;

import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.format.wire.Bytes;
import io.fireweed.raft.Config;
import io.fireweed.raft.ReadMode;
import io.fireweed.raft.RoleName;
import io.fireweed.raft.Switch;
import io.fireweed.raft.progress.Configuration;
import io.fireweed.testkit.sim.invariant.Witness;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;

/// Everything that a run consists of; all chance in it comes from one generator.
final class World {
  private static final long FIRST_INDEX = 1;
  private static final long FIRST_TERM = 1;

  private final RunPlan plan;
  private final SplittableRandom random;
  private final Scheduler scheduler = new Scheduler();
  private final Witness witness = new Witness();
  private final Coverage coverage = new Coverage();
  private final Network network;
  private final Map<Long, Member> members = new TreeMap<>();
  private final ConfState start;
  private ConfState newest;
  private long newestIndex = FIRST_INDEX;
  private final Set<Long> everMembers = new HashSet<>();
  private boolean isCalm;

  World(RunPlan plan, SplittableRandom random) {
    this.plan = plan;
    this.random = random;
    this.network = new Network(this);
    this.start = ConfState.ofVoters(LongStream.rangeClosed(1, plan.voters()).boxed().toList());
    this.newest = start;
    everMembers.addAll(start.voters());
    network.weather(plan.weather());
  }

  RunPlan plan() {
    return plan;
  }

  SplittableRandom random() {
    return random;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  Witness witness() {
    return witness;
  }

  Coverage coverage() {
    return coverage;
  }

  Network network() {
    return network;
  }

  Member member(long id) {
    Member member = members.get(id);
    if (member == null) {
      throw new IllegalArgumentException("no member " + id);
    }
    return member;
  }

  /// {@return all members there ever were, ascending}
  List<Member> members() {
    return List.copyOf(members.values());
  }

  List<Member> running() {
    return members.values().stream().filter(member -> member.engine().isPresent()).toList();
  }

  boolean isKnown(long id) {
    return members.containsKey(id);
  }

  boolean isUp(long id) {
    Member member = members.get(id);
    return member != null && member.engine().isPresent();
  }

  /// {@return one of `choices` by chance; nothing if there are none}
  <T> Optional<T> any(List<T> choices) {
    return choices.isEmpty()
        ? Optional.empty()
        : Optional.of(choices.get(random.nextInt(choices.size())));
  }

  /// {@return somebody who takes itself for the leader}
  Optional<Engine> anyLeader() {
    List<Engine> leaders = new ArrayList<>();
    for (Member member : members.values()) {
      member.engine().filter(World::leads).ifPresent(leaders::add);
    }
    return any(leaders);
  }

  private static boolean leads(Engine engine) {
    return engine.node().status().softState().role() == RoleName.LEADER;
  }

  /// Starts the members that the group begins with.
  void populate() {
    for (long id : start.voters()) {
      RaftSnapshot first = new RaftSnapshot(Bytes.ofLong(0), start, FIRST_INDEX, FIRST_TERM);
      add(new Disk(new HardState(FIRST_TERM, 0, FIRST_INDEX), first));
      member(id).start();
    }
  }

  /// Starts a member that knows nothing, under an id that was never used. {@return its id}
  long addNewcomer() {
    RaftSnapshot nothing = new RaftSnapshot(Bytes.ofLong(0), ConfState.EMPTY, 0, 0);
    long id = add(new Disk(new HardState(0, 0, 0), nothing));
    member(id).start();
    return id;
  }

  private long add(Disk disk) {
    long id = members.size() + 1L;
    long tick = RunPlan.TICK_MICROS * (90L + random.nextInt(20)) / 100;
    members.put(id, new Member(this, id, disk, tick));
    return id;
  }

  Config config(long id, long applied) {
    Set<Switch> switches = EnumSet.noneOf(Switch.class);
    switches.addAll(plan.switches());
    if (random.nextDouble() < plan.asyncShare()) {
      switches.add(Switch.ASYNC_STORAGE);
    }
    return new Config(
        id,
        RunPlan.ELECTION_TICKS,
        RunPlan.HEARTBEAT_TICKS,
        applied,
        plan.limits(),
        ReadMode.SAFE,
        switches);
  }

  long diskMicros() {
    return 1 + random.nextLong(isCalm ? 1_000 : plan.diskMicros());
  }

  long applyMicros() {
    return random.nextLong(isCalm ? 100 : plan.diskMicros());
  }

  boolean hasSnapshotsNow() {
    return isCalm || random.nextInt(10) != 0;
  }

  /// A membership change was applied somewhere.
  void configured(long index, ConfState members) {
    everMembers.addAll(Configuration.of(members).members());
    if (index > newestIndex) {
      coverage.count(
          members.votersOutgoing().isEmpty() ? Happening.CHANGE : Happening.JOINT_CHANGE);
      newestIndex = index;
      newest = members;
    }
  }

  /// {@return running members that were removed and that nobody needs any more: with two members a
  /// removed one may have to vote until the other knows of its removal}
  List<Member> removable() {
    List<Long> ids = Configuration.of(newest).members();
    if (!ids.stream().allMatch(id -> knows(member(id)))) {
      return List.of();
    }
    return running().stream()
        .filter(member -> everMembers.contains(member.id()) && !ids.contains(member.id()))
        .toList();
  }

  /// {@return whether `member` has applied the newest change, and no crash to come takes it back}
  private boolean knows(Member member) {
    return isCalm ? member.hasApplied(newestIndex) : member.knowsForGood(newestIndex);
  }

  /// {@return the newest members that are known anywhere}
  ConfState newest() {
    return newest;
  }

  /// {@return the index at which they were applied}
  long newestIndex() {
    return newestIndex;
  }

  boolean isCalm() {
    return isCalm;
  }

  /// From now on nothing fails any more.
  void calm() {
    isCalm = true;
    network.heal();
    network.weather(Weather.FAIR);
    members().forEach(Member::start);
  }
}
