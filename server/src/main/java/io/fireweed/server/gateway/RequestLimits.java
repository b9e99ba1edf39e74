package io.fireweed.server.gateway;

import io.grpc.Status;

/// How long a request may be.
final class RequestLimits {
  /// JSON may be so much longer than its message: base64, names, white space.
  private static final int JSON_PER_BYTE = 4;

  private RequestLimits() {}

  static int maxJsonBytes(int maxMessageBytes) {
    return (int) Math.min(Integer.MAX_VALUE, (long) maxMessageBytes * JSON_PER_BYTE);
  }

  /// {@return what a message that is too long is answered with: the words of Go's gRPC}
  static Status tooLarge(long length, int maxMessageBytes) {
    return Status.RESOURCE_EXHAUSTED.withDescription(
        "grpc: received message larger than max (" + length + " vs. " + maxMessageBytes + ")");
  }
}
