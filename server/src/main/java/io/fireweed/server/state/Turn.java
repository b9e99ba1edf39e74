package io.fireweed.server.state;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// What the committer does next.
///
/// @param flushes to be completed when everything applied so far is committed
/// @param order something else to be done between two commits
/// @param last whether it is the end
record Turn(List<CompletableFuture<Long>> flushes, Optional<Order> order, boolean last) {
  Turn {
    flushes = List.copyOf(flushes);
  }

  /// An order of another thread.
  record Order(DbWork work, CompletableFuture<Boolean> done) {}

  /// Work on the db that no commit may disturb.
  @FunctionalInterface
  interface DbWork {
    void run() throws IOException;
  }
}
