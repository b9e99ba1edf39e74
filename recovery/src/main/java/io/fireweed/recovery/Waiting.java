package io.fireweed.recovery;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/// Waits for another thread and goes on with its answer or its trouble.
public final class Waiting {
  private Waiting() {}

  /// {@return what the other thread answers}
  ///
  /// @throws IOException what it threw, or [InterruptedIOException] if this thread is interrupted
  public static <T> T on(Future<T> future) throws IOException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for another thread");
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException trouble -> throw trouble;
        case IOException trouble -> throw trouble;
        case Error trouble -> throw trouble;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }
}
