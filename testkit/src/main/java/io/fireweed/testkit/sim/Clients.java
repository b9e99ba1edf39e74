package io.fireweed.testkit.sim;

import io.fireweed.format.wire.Bytes;
import io.fireweed.testkit.sim.invariant.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// Who writes and reads, anywhere.
final class Clients {
  private static final int MAX_BATCH = 3;
  private static final int MAX_PADDING = 120;

  private final World world;
  private final SplittableRandom random;
  private long lastProposal;
  private long lastRead;

  Clients(World world) {
    this.world = world;
    this.random = world.random();
  }

  void propose() {
    anyLeaderOrAnybody().ifPresent(this::proposeTo);
  }

  void proposeTo(Engine engine) {
    List<Bytes> batch = new ArrayList<>();
    for (int i = random.nextInt(MAX_BATCH); i >= 0; i--) {
      lastProposal++;
      Bytes padding = Bytes.of(new byte[random.nextInt(MAX_PADDING)]);
      batch.add(Bytes.ofLong(lastProposal).plus(padding));
    }
    engine.node().propose(batch);
    engine.pump();
  }

  void read() {
    anyLeaderOrAnybody().ifPresent(this::readFrom);
  }

  /// {@return often one that takes itself for the leader, and may be wrong}
  private Optional<Engine> anyLeaderOrAnybody() {
    return random.nextBoolean()
        ? world.anyLeader()
        : world.any(world.running()).flatMap(Member::engine);
  }

  private void readFrom(Engine engine) {
    lastRead++;
    world.witness().see(new Fact.ReadBegan(lastRead));
    engine.node().readIndex(Bytes.ofLong(lastRead));
    engine.pump();
  }
}
