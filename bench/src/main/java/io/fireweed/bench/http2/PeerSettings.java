package io.fireweed.bench.http2;

import java.io.IOException;
import java.nio.ByteBuffer;

/// What a server allows its clients, as far as it matters for calls.
///
/// @param tableBytes of the table of header fields
/// @param streams open at once
/// @param windowBytes that a new stream may send
/// @param frameBytes of one frame's payload
record PeerSettings(int tableBytes, int streams, int windowBytes, int frameBytes) {
  static final PeerSettings INITIAL =
      new PeerSettings(
          RequestHeaders.TABLE_BYTES,
          Integer.MAX_VALUE,
          Frames.WINDOW_BYTES,
          Frames.PAYLOAD_BYTES_MAX);

  /// {@return these with what a frame of `length` bytes at the buffer's position changes}
  PeerSettings with(ByteBuffer in, int length) throws IOException {
    if (length % Frames.SETTING_BYTES != 0) {
      throw new IOException("SETTINGS: expected a multiple of 6 bytes, found " + length);
    }
    PeerSettings settings = this;
    for (int at = in.position(); at < in.position() + length; at += Frames.SETTING_BYTES) {
      // Values are unsigned; nothing here needs more than what an int holds.
      int value = (int) Math.min(in.getInt(at + 2) & 0xffff_ffffL, Integer.MAX_VALUE);
      settings = settings.with(in.getShort(at), value);
    }
    return settings;
  }

  private PeerSettings with(int id, int value) {
    return switch (id) {
      case Frames.HEADER_TABLE_SIZE -> new PeerSettings(value, streams, windowBytes, frameBytes);
      case Frames.MAX_CONCURRENT_STREAMS ->
          new PeerSettings(tableBytes, value, windowBytes, frameBytes);
      case Frames.INITIAL_WINDOW_SIZE -> new PeerSettings(tableBytes, streams, value, frameBytes);
      case Frames.MAX_FRAME_SIZE -> new PeerSettings(tableBytes, streams, windowBytes, value);
      default -> this;
    };
  }
}
