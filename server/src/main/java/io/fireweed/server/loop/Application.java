package io.fireweed.server.loop;

import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.raft.ReadState;
import io.fireweed.raft.SoftState;
import java.util.List;

/// What the log is for. Called by the loop's thread alone, in the order of the log.
public interface Application {
  /// What becomes of a committed membership change.
  enum Verdict {
    TAKEN,
    REFUSED
  }

  /// The state is now that of a snapshot from the leader.
  void install(RaftSnapshot snapshot);

  /// Applies neighbouring entries, none of them a membership change.
  void apply(List<Entry> entries);

  /// Looks at a membership change. {@return whether it takes effect}
  Verdict judge(Entry change);

  /// A membership change has been judged.
  ///
  /// @param members from now on
  void changed(Entry change, ConfState members);

  /// Everything up to these reads' index is applied.
  void readable(List<ReadState> reads);

  /// Term, vote and committed index are these from now on, and stored.
  void agreed(HardState state);

  /// Who leads, and this member's role, have changed.
  void led(SoftState state);
}
