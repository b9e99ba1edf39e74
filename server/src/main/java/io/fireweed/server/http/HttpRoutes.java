package io.fireweed.server.http;

/// Answers HTTP requests.
@FunctionalInterface
public interface HttpRoutes {
  /// Begins to answer a request. Runs on a network thread and must not block.
  ///
  /// @param head what is known before the body
  /// @param reply where the answer goes, by any thread, at once or later
  /// @return what takes the body, on the same network thread
  HttpBody begin(HttpHead head, HttpReply reply);
}
