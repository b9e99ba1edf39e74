package io.fireweed.server.http;

/// The answer of one request. Any thread may call it; the pieces of an answer leave in the order
/// of the calls. What is sent after the client has gone is dropped.
public interface HttpReply {
  /// Sends a whole answer.
  void send(HttpAnswer answer);

  /// Sends a whole answer, and runs `whenLeft` once when it has left, or cannot any more.
  void send(HttpAnswer answer, Runnable whenLeft);

  /// Begins an answer in pieces.
  void open(int status, String contentType);

  /// Sends the next piece, and does not wait for more.
  void piece(byte[] bytes);

  /// Ends an answer in pieces.
  void close();

  /// {@return whether a piece sent now would leave soon, rather than wait in memory}
  boolean hasRoom();

  /// Calls `task` once, on a network thread, when there is room again or the client has gone.
  void whenRoom(Runnable task);
}
