package io.fireweed.server.http;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/// Takes a request's body as it arrives.
public interface HttpBody {
  /// Takes the next piece, which belongs to the callee.
  void piece(byte[] bytes);

  /// The body is complete.
  void end();

  /// The client went away before the answer was complete.
  default void gone() {}

  /// {@return whether the request may last as long as the client wants}
  default boolean isEndless() {
    return false;
  }

  /// {@return a body that nobody reads}
  static HttpBody ignored() {
    return new HttpBody() {
      @Override
      public void piece(byte[] bytes) {
        // Read only so that the next request on the connection can be.
      }

      @Override
      public void end() {
        // The answer does not depend on it.
      }
    };
  }

  /// Gathers a body of at most `limitBytes`; a larger one is answered with `tooLarge`.
  static HttpBody whole(
      int limitBytes, HttpReply reply, HttpAnswer tooLarge, Consumer<byte[]> receiver) {
    return new HttpBody() {
      private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();
      private boolean refused;

      @Override
      public void piece(byte[] bytes) {
        if (refused) {
          return;
        }
        if (gathered.size() + bytes.length > limitBytes) {
          refused = true;
          gathered.reset();
          reply.send(tooLarge);
          return;
        }
        gathered.writeBytes(bytes);
      }

      @Override
      public void end() {
        if (!refused) {
          receiver.accept(gathered.toByteArray());
        }
      }
    };
  }
}
