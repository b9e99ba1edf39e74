package io.fireweed.testkit.sim;

import io.fireweed.raft.RoleName;
import io.fireweed.raft.Status;
import io.fireweed.testkit.sim.RunPlan.Stress;
import io.fireweed.testkit.sim.SimEvent.Duty;
import io.fireweed.testkit.sim.SimEvent.DutyKind;
import io.fireweed.testkit.sim.invariant.Fact;
import io.fireweed.testkit.sim.invariant.Violation;
import io.fireweed.testkit.sim.invariant.ViolationKind;
import java.util.SplittableRandom;

/// One run: a group of members in a world that is decided by a seed.
///
/// First everything may fail; then nothing does any more, and within [#HEALING_MICROS] there must
/// be a leader, and what is proposed then must be applied by every member. The invariants are
/// looked at after every event.
public final class Simulation {
  /// Virtual time with faults, if nobody says otherwise.
  public static final long DEFAULT_MICROS = 20_000_000;

  private static final long HEALING_MICROS = 120_000_000;

  private final World world;
  private final Clients clients;
  private final Faults faults;
  private final MemberChanges changes;
  private final Nudges nudges;
  private final Digest digest = new Digest();
  private long events;

  private Simulation(RunPlan plan, SplittableRandom random) {
    this.world = new World(plan, random);
    this.clients = new Clients(world);
    this.faults = new Faults(world);
    this.changes = new MemberChanges(world);
    this.nudges = new Nudges(world);
  }

  /// Runs one seed. {@return what came of it, the same in every call}
  ///
  /// @param micros virtual time with faults
  public static Outcome run(long seed, long micros) {
    SplittableRandom random = new SplittableRandom(seed);
    return new Simulation(RunPlan.draw(random, micros), random).run();
  }

  private Outcome run() {
    try {
      world.populate();
      planDuties();
      while (world.scheduler().nowMicros() < world.plan().durationMicros()) {
        next();
      }
      new Healing(world, clients).run(this::next, world.scheduler().nowMicros() + HEALING_MICROS);
      return new Outcome.Passed(
          digest.value(), events, world.witness().committed(), world.coverage().counts());
    } catch (Violation broken) {
      return failed(broken.kind(), broken);
    } catch (RuntimeException | AssertionError thrown) {
      return failed(ViolationKind.CORE_FAILED, thrown);
    }
  }

  private Outcome failed(ViolationKind kind, Throwable cause) {
    return new Outcome.Failed(
        digest.value(),
        events,
        world.scheduler().nowMicros(),
        kind,
        String.valueOf(cause.getMessage()),
        cause);
  }

  private void planDuties() {
    for (DutyKind kind : DutyKind.values()) {
      plan(kind);
    }
  }

  private void plan(DutyKind kind) {
    long averageMicros =
        switch (kind) {
          case PROPOSE -> 100_000;
          case READ -> 80_000;
          case FAULT -> world.plan().faultMicros();
          case CHANGE_MEMBERS -> world.plan().changeMicros();
          case NUDGE -> world.plan().nudgeMicros();
          case COMPACT -> 400_000;
        };
    world.scheduler().after(1 + world.random().nextLong(2 * averageMicros), new Duty(kind));
  }

  private void next() {
    SimEvent event = world.scheduler().next();
    events++;
    switch (event) {
      case SimEvent.Tick(long id, int life) -> {
        if (world.member(id).lives(life)) {
          world.member(id).tick();
        }
      }
      case SimEvent.Arrival arrival -> world.network().arrive(arrival);
      case SimEvent.StoreDone(long id, int life) -> {
        if (world.member(id).lives(life)) {
          world.member(id).engine().ifPresent(Engine::stored);
        }
      }
      case SimEvent.ApplyDone(long id, int life) -> {
        if (world.member(id).lives(life)) {
          world.member(id).engine().ifPresent(Engine::applied);
        }
      }
      case SimEvent.SnapshotReport report -> report(report);
      case SimEvent.Restart(long id) -> world.member(id).start();
      case Duty(DutyKind kind) -> act(kind);
    }
    look(event);
  }

  private void report(SimEvent.SnapshotReport report) {
    Member member = world.member(report.id());
    if (member.lives(report.life())) {
      member
          .engine()
          .ifPresent(engine -> engine.snapshotReport(report.receiver(), report.outcome()));
    }
  }

  private void act(DutyKind kind) {
    if (world.isCalm()) {
      return;
    }
    plan(kind);
    switch (kind) {
      case PROPOSE -> clients.propose();
      case READ -> clients.read();
      case FAULT -> faults.act();
      case CHANGE_MEMBERS -> {
        if (world.plan().stresses().contains(Stress.CHANGE_MEMBERS)) {
          changes.act();
        }
      }
      case NUDGE -> {
        if (world.plan().stresses().contains(Stress.TRANSFER)) {
          nudges.act();
        }
      }
      case COMPACT -> {
        if (world.plan().stresses().contains(Stress.COMPACT)) {
          world.any(world.running()).flatMap(Member::engine).ifPresent(Engine::compact);
        }
      }
    }
  }

  /// Looks at whom the event touched; one that is about nobody may have touched anybody.
  private void look(SimEvent event) {
    digest.add(world.scheduler().nowMicros());
    digest.add(event.code());
    if (event instanceof Duty) {
      world.members().forEach(this::look);
    } else if (world.isKnown(event.member())) {
      look(world.member(event.member()));
    }
  }

  private void look(Member member) {
    member.engine().ifPresent(this::look);
  }

  private void look(Engine engine) {
    Status status = engine.node().status();
    if (status.softState().role() == RoleName.LEADER) {
      world.coverage().leads(status.hardState().term());
    }
    digest.add(engine.id());
    digest.add(status.hardState().term());
    digest.add(status.hardState().commit());
    digest.add(status.lastIndex());
    digest.add(engine.machine().hash());
    world.witness().see(new Fact.Stood(status, engine.node(), engine.disk().synced().lastIndex()));
  }
}
