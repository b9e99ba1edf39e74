package io.fireweed.bench.http2;

import java.nio.ByteBuffer;

/// The head of an HTTP/2 frame, big-endian, and the words in it.
///
/// | offset | size | field | unit | meaning |
/// |---:|---:|---|---|---|
/// | 0 | 3 | length | bytes | of the payload; at most 16,384 unless a setting allows more |
/// | 3 | 1 | type | | 0 DATA, 1 HEADERS, 3 RST_STREAM, 4 SETTINGS, ... |
/// | 4 | 1 | flags | | by type: 0x1 END_STREAM or ACK, 0x4 END_HEADERS, 0x8 PADDED, 0x20 PRIORITY |
/// | 5 | 4 | stream | | 31 bits; 0 is the connection; odd ones are the client's, each used once |
///
/// Worked: `00 00 08 06 01 00 00 00 00` heads the eight bytes of a PING that answers one.
///
/// Settings are pairs of two bytes of id and four of value.
///
/// Source: RFC 9113, sections 4.1, 6 and 6.5.2.
final class Frames {
  static final int HEAD_BYTES = 9;
  static final int PAYLOAD_BYTES_MAX = 16_384;
  static final int WINDOW_BYTES = 65_535;
  static final int SETTING_BYTES = 6;

  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PUSH_PROMISE = 5;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 0x1;
  static final int ACK = 0x1;
  static final int END_HEADERS = 0x4;
  static final int PADDED = 0x8;
  static final int PRIORITY = 0x20;

  static final int HEADER_TABLE_SIZE = 1;
  static final int ENABLE_PUSH = 2;
  static final int MAX_CONCURRENT_STREAMS = 3;
  static final int INITIAL_WINDOW_SIZE = 4;
  static final int MAX_FRAME_SIZE = 5;

  private static final int STREAM_MASK = 0x7fff_ffff;

  private Frames() {}

  static void putHead(ByteBuffer out, int length, int type, int flags, int stream) {
    out.putInt(length << 8 | type).put((byte) flags).putInt(stream);
  }

  static void putSetting(ByteBuffer out, int id, int value) {
    out.putShort((short) id).putInt(value);
  }

  static void putWindowUpdate(ByteBuffer out, int stream, int bytes) {
    putHead(out, Integer.BYTES, WINDOW_UPDATE, 0, stream);
    out.putInt(bytes);
  }

  /// {@return the payload's length of the frame whose head is at `at`}
  static int length(ByteBuffer in, int at) {
    return in.getInt(at) >>> 8;
  }

  static int type(ByteBuffer in, int at) {
    return in.get(at + 3);
  }

  static int flags(ByteBuffer in, int at) {
    return in.get(at + 4);
  }

  static int stream(ByteBuffer in, int at) {
    return in.getInt(at + 5) & STREAM_MASK;
  }

  static boolean has(int flags, int flag) {
    return (flags & flag) != 0;
  }
}
