package io.fireweed.testkit.sim;

import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.raftlog.RaftSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// One member's disk: what is synced survives a crash, of the rest only what reached it by chance.
///
/// Writes reach the disk in the order in which they are made, as in a log file, so a crash keeps
/// some of the first of them.
final class Disk {
  private final DiskImage synced;
  private final List<DiskWrite> unsynced = new ArrayList<>();
  private HardState written;

  Disk(HardState hardState, RaftSnapshot snapshot) {
    this.synced = new DiskImage(hardState, snapshot);
    this.written = hardState;
  }

  /// {@return what a crash leaves at least}
  DiskImage synced() {
    return synced;
  }

  /// {@return the last hard state that was written, synced or not}
  HardState written() {
    return written;
  }

  void write(Optional<HardState> hardState, List<Entry> entries, Optional<RaftSnapshot> snapshot) {
    HardState next = hardState.orElse(written);
    if (snapshot.isPresent()) {
      unsynced.add(new DiskWrite.Install(snapshot.get(), entries, next));
    } else {
      entries.forEach(entry -> unsynced.add(new DiskWrite.OneEntry(entry)));
      hardState.ifPresent(state -> unsynced.add(new DiskWrite.State(state)));
    }
    written = next;
  }

  void sync() {
    unsynced.forEach(write -> write.reach(synced));
    unsynced.clear();
  }

  /// Saves a snapshot of the member's own, for good.
  void save(RaftSnapshot taken) {
    sync();
    synced.compact(taken);
  }

  /// {@return whether writes were lost}
  boolean crash(SplittableRandom random) {
    int kept = random.nextBoolean() ? 0 : random.nextInt(unsynced.size() + 1);
    unsynced.subList(0, kept).forEach(write -> write.reach(synced));
    boolean isLoss = kept < unsynced.size();
    unsynced.clear();
    written = synced.hardState();
    return isLoss;
  }
}
