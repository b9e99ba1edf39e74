package io.fireweed.testkit.sim;

import io.fireweed.raft.Config;
import io.fireweed.raft.Ready;
import io.fireweed.raft.message.Message;
import io.fireweed.raft.message.PeerMessage;
import java.util.Optional;

/// A member that does one [Ready] after the other: write, sync, send, apply, advance.
///
/// Ticks and messages reach the core between these steps, and a crash may come there.
final class BlockingEngine extends Engine {
  private Optional<Ready> storing = Optional.empty();
  private Optional<Ready> applying = Optional.empty();

  BlockingEngine(World world, Config config, int life, Disk disk) {
    super(world, config, life, disk);
  }

  @Override
  long knownTerm(long index) {
    return memory().term(index);
  }

  @Override
  void pump() {
    if (storing.isPresent() || applying.isPresent() || !node().isReady()) {
      return;
    }
    Ready ready = node().ready();
    note(ready);
    disk().write(ready.hardState(), ready.entries(), ready.snapshot());
    storing = Optional.of(ready);
    long delay = needsSync(ready) ? world().diskMicros() : 0;
    world().scheduler().after(delay, new SimEvent.StoreDone(id(), life()));
  }

  /// A snapshot is always synced: the core does not count it into `mustSync`.
  private static boolean needsSync(Ready ready) {
    return ready.mustSync() || ready.snapshot().isPresent();
  }

  @Override
  void stored() {
    Ready ready = storing.orElseThrow();
    storing = Optional.empty();
    applying = Optional.of(ready);
    if (needsSync(ready)) {
      disk().sync();
    }
    remember(ready.snapshot(), ready.entries());
    for (Message message : ready.messages()) {
      send((PeerMessage) message);
    }
    long delay = ready.committedEntries().isEmpty() ? 0 : world().applyMicros();
    world().scheduler().after(delay, new SimEvent.ApplyDone(id(), life()));
  }

  @Override
  void applied() {
    Ready ready = applying.orElseThrow();
    applying = Optional.empty();
    ready.snapshot().ifPresent(this::restore);
    apply(ready.committedEntries());
    answer(ready.readStates());
    node().advance();
    pump();
  }
}
