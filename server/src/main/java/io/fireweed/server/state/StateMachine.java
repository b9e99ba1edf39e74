package io.fireweed.server.state;

import io.fireweed.format.raftlog.Entry;
import io.fireweed.storage.apply.Answered;
import java.util.List;

/// The state of a running member as its log changes it; all of this by one thread.
public interface StateMachine extends StateReads {
  /// Applies entries that follow the last one applied; those applied already are skipped.
  ///
  /// @return for each what it did
  /// @throws io.fireweed.format.fault.UnavailableException if the disk failed: nothing that is
  ///     applied from now on can become durable
  List<Answered> apply(List<Entry> entries);

  /// {@return the index up to which the db on the disk reflects the log}
  long durableIndex();
}
