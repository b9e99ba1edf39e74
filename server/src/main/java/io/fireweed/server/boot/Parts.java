package io.fireweed.server.boot;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// Parts that were opened one after the other, and that close in the other order, every one of
/// them. Not for use by several threads.
final class Parts implements AutoCloseable {
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  /// {@return the part, which is this one's to close now}
  <T extends AutoCloseable> T opened(T part) {
    open.push(part);
    return part;
  }

  /// @throws IOException the first failure; those after it are suppressed in it
  @Override
  public void close() throws IOException {
    Optional<IOException> first = Optional.empty();
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception | Error failed) {
        if (failed instanceof InterruptedException) {
          Thread.currentThread().interrupt();
        }
        if (first.isPresent()) {
          first.get().addSuppressed(failed);
        } else {
          first = Optional.of(asTrouble(failed));
        }
      }
    }
    if (first.isPresent()) {
      throw first.get();
    }
  }

  private static IOException asTrouble(Throwable failed) {
    return failed instanceof IOException trouble
        ? trouble
        : new IOException(String.valueOf(failed.getMessage()), failed);
  }
}
