package io.fireweed.bench.http2;

import java.io.IOException;
import java.nio.ByteBuffer;

/// A client, and the one call that it has in flight.
///
/// A message is a byte that is 0 unless it is compressed, four bytes of length, big-endian, and as
/// many bytes. It may come in any pieces. What is in it nobody looks at.
///
/// Source: gRPC over HTTP/2, section "Length-Prefixed-Message".
final class Call {
  static final int PREFIX_BYTES = 5;

  private static final byte[] NOTHING = {};

  private final int client;
  private byte[] request = NOTHING;
  private long startNanos;
  private int streamBytes;
  private int prefixBytes;
  private int left;
  private int messages;

  Call(int client) {
    this.client = client;
  }

  int client() {
    return client;
  }

  void begin(byte[] bytes, long nanos) {
    request = bytes;
    startNanos = nanos;
    streamBytes = 0;
    prefixBytes = 0;
    left = 0;
    messages = 0;
  }

  byte[] request() {
    return request;
  }

  long startNanos() {
    return startNanos;
  }

  /// Counts bytes of the stream's window.
  ///
  /// @return how many to give back, 0 while it is not worth a frame
  int received(int bytes, int windowBytes) {
    streamBytes += bytes;
    if (streamBytes < windowBytes / 2) {
      return 0;
    }
    int giveBack = streamBytes;
    streamBytes = 0;
    return giveBack;
  }

  /// Takes `length` bytes of the answer from the buffer.
  void take(ByteBuffer in, int length) throws IOException {
    int end = in.position() + length;
    while (in.position() < end) {
      if (prefixBytes == PREFIX_BYTES) {
        int piece = Math.min(left, end - in.position());
        in.position(in.position() + piece);
        left -= piece;
      } else {
        prefix(in.get() & 0xff);
      }
      if (prefixBytes == PREFIX_BYTES && left == 0) {
        messages++;
        prefixBytes = 0;
      }
    }
  }

  private void prefix(int value) throws IOException {
    if (prefixBytes == 0 && value != 0) {
      throw new IOException("first byte of a message: expected 0, not compressed, found " + value);
    }
    left = left << 8 | value;
    prefixBytes++;
    if (prefixBytes == PREFIX_BYTES && left < 0) {
      throw new IOException(
          "length of a message: expected at most 2147483647, found "
              + Integer.toUnsignedString(left));
    }
  }

  /// {@return whether one message came, the whole of it, and nothing else}
  boolean isWhole() {
    return messages == 1 && prefixBytes == 0;
  }

  String progress() {
    return "%d messages, %d bytes of a prefix and %d bytes awaited"
        .formatted(messages, prefixBytes, left);
  }
}
