package io.fireweed.storage.watch;

import io.fireweed.storage.mvcc.KeyRange;
import java.util.Set;

/// What is to be watched.
///
/// @param startRevision the first revision wanted, which may be yet to come; 0 for the next one
public record WatchSpec(KeyRange range, long startRevision, Set<WatchOption> options) {
  public WatchSpec {
    options = Set.copyOf(options);
    if (startRevision < 0) {
      throw new IllegalArgumentException("start revision " + startRevision + " is negative");
    }
  }
}
