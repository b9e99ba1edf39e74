package io.fireweed.cli.etcd;

import java.util.concurrent.CompletableFuture;

/// A member as the program sees it.
interface RunningProgram {
  /// {@return completed when clients are served}
  CompletableFuture<?> ready();

  /// Stops in good order; returns when everything is closed.
  void stop();

  /// {@return completed when the member has come to its end, with the failure that ended it}
  CompletableFuture<?> ended();
}
