package io.fireweed.client;

import io.fireweed.api.rpc.WatchResponse;
import io.fireweed.format.fault.Fault;

/// What a [Watching] has to tell.
public sealed interface WatchNews {
  /// Changes, a note of progress, or the end of one watch (`canceled`).
  ///
  /// @param watch the number that [Watching#add] gave
  record Told(int watch, WatchResponse response) implements WatchNews {
    /// {@return whether the member says how far it is, and nothing else}
    public boolean isProgress() {
      return response.getEventsCount() == 0
          && !response.getCanceled()
          && !response.getCreated()
          && response.getCompactRevision() == 0
          && response.getHeader().getRevision() != 0;
    }
  }

  /// Every watch has ended, for a reason that trying again does not heal.
  record Lost(Fault fault) implements WatchNews {}
}
