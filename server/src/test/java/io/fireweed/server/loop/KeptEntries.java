package io.fireweed.server.loop;

import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.format.wire.Bytes;
import io.fireweed.raft.ReadState;
import io.fireweed.raft.RoleName;
import io.fireweed.raft.SoftState;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/// An application that acknowledges each proposal when it is applied, by its data.
final class KeptEntries implements Application {
  final Map<Bytes, CompletableFuture<Boolean>> awaited = new ConcurrentHashMap<>();
  final CompletableFuture<Boolean> leads = new CompletableFuture<>();

  CompletableFuture<Boolean> await(Bytes data) {
    CompletableFuture<Boolean> applied = new CompletableFuture<>();
    awaited.put(data, applied);
    return applied;
  }

  @Override
  public void install(RaftSnapshot snapshot) {}

  @Override
  public void apply(List<Entry> entries) {
    for (Entry entry : entries) {
      CompletableFuture<Boolean> waiter = awaited.remove(entry.data());
      if (waiter != null) {
        waiter.complete(true);
      }
    }
  }

  @Override
  public Verdict judge(Entry change) {
    return Verdict.TAKEN;
  }

  @Override
  public void changed(Entry change, ConfState members) {}

  @Override
  public void readable(List<ReadState> reads) {}

  @Override
  public void agreed(HardState state) {}

  @Override
  public void led(SoftState state) {
    if (state.role() == RoleName.LEADER) {
      leads.complete(true);
    }
  }
}
