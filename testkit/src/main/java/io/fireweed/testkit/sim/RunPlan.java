package io.fireweed.testkit.sim;

import io.fireweed.raft.Limits;
import io.fireweed.raft.Switch;
import io.fireweed.raft.log.RaftLog;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;

/// What a run is like, drawn from its seed.
///
/// @param voters at the start: 3, 5 or 7
/// @param durationMicros of virtual time with faults; healing comes after it
/// @param switches of every member, [Switch#ASYNC_STORAGE] apart
/// @param asyncShare share of lives with asynchronous storage
/// @param stresses what is done to the group
/// @param diskMicros a sync takes at most, usually
/// @param faultMicros between two faults, on average
/// @param changeMicros between two membership changes that are asked for, on average
/// @param nudgeMicros between two nudges, on average
record RunPlan(
    int voters,
    long durationMicros,
    Set<Switch> switches,
    double asyncShare,
    Limits limits,
    Set<Stress> stresses,
    Weather weather,
    long diskMicros,
    long faultMicros,
    long changeMicros,
    long nudgeMicros) {
  static final long TICK_MICROS = 100_000;
  static final int ELECTION_TICKS = 10;
  static final int HEARTBEAT_TICKS = 1;

  /// Something that a run may leave out, so that what is left happens more often.
  enum Stress {
    CHANGE_MEMBERS,
    TRANSFER,
    COMPACT,
    PARTITION,
    CRASH
  }

  static RunPlan draw(SplittableRandom random, long durationMicros) {
    boolean isStormy = random.nextInt(4) == 0;
    return new RunPlan(
        3 + 2 * random.nextInt(3),
        durationMicros,
        switches(random),
        random.nextInt(3) / 2.0,
        limits(random),
        stresses(random),
        weather(random, isStormy ? 0.5 : 0.15),
        1 + random.nextLong(random.nextBoolean() ? 3_000 : 200_000),
        isStormy ? 50_000 + random.nextLong(400_000) : 300_000 + random.nextLong(3_000_000),
        200_000 + random.nextLong(1_500_000),
        isStormy ? 50_000 + random.nextLong(300_000) : 1_000_000);
  }

  private static Set<Switch> switches(SplittableRandom random) {
    Set<Switch> switches = EnumSet.noneOf(Switch.class);
    addByChance(random, switches, Switch.PRE_VOTE, 2);
    addByChance(random, switches, Switch.CHECK_QUORUM, 2);
    addByChance(random, switches, Switch.STEP_DOWN_ON_REMOVAL, 2);
    addByChance(random, switches, Switch.NO_PROPOSAL_FORWARDING, 8);
    return switches;
  }

  private static void addByChance(
      SplittableRandom random, Set<Switch> switches, Switch which, int oneIn) {
    if (random.nextInt(oneIn) == 0) {
      switches.add(which);
    }
  }

  private static Limits limits(SplittableRandom random) {
    if (random.nextBoolean()) {
      return Limits.NONE;
    }
    long messageBytes = random.nextBoolean() ? 0 : 200;
    return new Limits(
        messageBytes,
        random.nextBoolean() ? RaftLog.NO_LIMIT : 300,
        random.nextBoolean() ? RaftLog.NO_LIMIT : 2_000,
        1 + random.nextInt(8),
        random.nextBoolean() ? 0 : 500);
  }

  private static Set<Stress> stresses(SplittableRandom random) {
    Set<Stress> stresses = EnumSet.noneOf(Stress.class);
    for (Stress stress : Stress.values()) {
      if (random.nextInt(4) != 0) {
        stresses.add(stress);
      }
    }
    return stresses;
  }

  /// @param most share of messages that is lost
  private static Weather weather(SplittableRandom random, double most) {
    return new Weather(
        random.nextInt(3) == 0 ? 0 : random.nextDouble() * most,
        random.nextInt(3) == 0 ? 0 : random.nextDouble() * 0.15,
        1_000 + random.nextLong(random.nextBoolean() ? 5_000 : 100_000),
        random.nextInt(2) == 0 ? 0 : random.nextDouble() * 0.05);
  }
}
