package io.fireweed.server.watch;

import java.time.Duration;

/// What a member's configuration says of watching.
///
/// @param fragmentBytes a response this large is split if the client wants that: the largest
///     request and 512 KiB
/// @param progressInterval between notifications of progress, up to a tenth is added to it
/// @param electionTimeout three of them without a leader end streams that need one
public record WatchLimits(int fragmentBytes, Duration progressInterval, Duration electionTimeout) {
  /// etcd's, if nothing is set.
  public static final WatchLimits DEFAULT =
      new WatchLimits((1536 + 512) << 10, Duration.ofMinutes(10), Duration.ofSeconds(1));

  public WatchLimits {
    if (fragmentBytes <= 0 || !progressInterval.isPositive() || !electionTimeout.isPositive()) {
      throw new IllegalArgumentException("limits of watching must be positive");
    }
  }
}
