package io.fireweed.raft;

/// Draws the random part of election timeouts; the core has no chance of its own.
@FunctionalInterface
public interface Jitter {
  /// {@return a number of ticks in `[0, bound)`}
  int below(int bound);
}
