package io.fireweed.server.member;

import io.fireweed.storage.apply.Answered;

/// Whoever keeps something beside the state, in step with it: leases' clocks, tokens.
///
/// Told on the member's own thread, in the order of the log: be quick.
public interface Follower {
  /// An entry is applied.
  default void applied(Answered answered) {}

  /// This member has begun to lead, and everything committed before is applied.
  default void leads() {}

  /// This member has ceased to lead.
  default void leadsNoMore() {}
}
