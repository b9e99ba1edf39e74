package io.fireweed.raft.quorum;

/// Up to which index each voter stores the log.
@FunctionalInterface
public interface Acknowledgements {
  /// {@return the index that `voter` has acknowledged; 0 if none, as the first index is 1}
  long of(long voter);
}
