package io.fireweed.testkit.sim;

import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.raftlog.RaftSnapshot;
import java.util.List;

/// The smallest thing that a crash leaves whole or not at all.
sealed interface DiskWrite {
  void reach(DiskImage image);

  record OneEntry(Entry entry) implements DiskWrite {
    @Override
    public void reach(DiskImage image) {
      image.append(entry);
    }
  }

  record State(HardState state) implements DiskWrite {
    @Override
    public void reach(DiskImage image) {
      image.store(state);
    }
  }

  /// A received snapshot counts once the state that commits it is there, as in etcd.
  record Install(RaftSnapshot snapshot, List<Entry> entries, HardState state) implements DiskWrite {
    @Override
    public void reach(DiskImage image) {
      image.install(snapshot);
      entries.forEach(image::append);
      image.store(state);
    }
  }
}
