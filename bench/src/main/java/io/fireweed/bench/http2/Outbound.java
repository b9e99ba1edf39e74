package io.fireweed.bench.http2;

import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/// What goes to the server: calls that wait for their turn, calls that are open, and the bytes of
/// one round of the loop, for one write.
///
/// A request goes out whole, in one frame: one that is larger than a frame or a new stream's window
/// is refused, so windows of single streams need no account. The connection's does. Stream ids end
/// after 2^30 calls, which no run comes near; it would fail.
final class Outbound {
  /// What a stream may receive before it is given more, and a connection.
  static final int WINDOW_BYTES = 4 << 20;

  private static final int BUFFER_BYTES = 256 << 10;
  private static final int CONTROL_BYTES = 64 << 10;
  private static final int PING_BYTES = 8;
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final String authority;
  private final String path;
  private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final Deque<Call> waiting = new ArrayDeque<>();
  private final IntObjectMap<Call> open = new IntObjectHashMap<>();
  private PeerSettings peer = PeerSettings.INITIAL;
  private RequestHeaders headers;
  private boolean ready;
  private int nextStream = 1;
  private long windowBytes = Frames.WINDOW_BYTES;

  Outbound(String authority, String path) {
    this.authority = authority;
    this.path = path;
    this.headers = RequestHeaders.of(authority, path, peer.tableBytes());
    out.put(PREFACE);
    Frames.putHead(out, 2 * Frames.SETTING_BYTES, Frames.SETTINGS, 0, 0);
    Frames.putSetting(out, Frames.ENABLE_PUSH, 0);
    Frames.putSetting(out, Frames.INITIAL_WINDOW_SIZE, WINDOW_BYTES);
    Frames.putWindowUpdate(out, 0, WINDOW_BYTES - Frames.WINDOW_BYTES);
  }

  /// {@return whether the server has told its settings, before which no call goes out}
  boolean isReady() {
    return ready;
  }

  void submit(Call call) {
    waiting.add(call);
  }

  /// {@return the open call on a stream}
  Call require(int stream, String frame) throws IOException {
    Call call = open.get(stream);
    if (call == null) {
      throw new IOException(frame + " on stream " + stream + ", which is not open");
    }
    return call;
  }

  /// Takes a call that is answered off the open ones.
  void end(int stream) {
    open.remove(stream);
  }

  /// Takes the server's settings and acknowledges them.
  void settings(ByteBuffer in, int length) throws IOException {
    PeerSettings before = peer;
    peer = peer.with(in, length);
    if (!ready) {
      headers = RequestHeaders.of(authority, path, peer.tableBytes());
    } else if (peer.tableBytes() != before.tableBytes()) {
      throw new IOException(
          "SETTINGS: the table of header fields was %d bytes and became %d while in use"
              .formatted(before.tableBytes(), peer.tableBytes()));
    }
    ready = true;
    requireRoom(Frames.HEAD_BYTES);
    Frames.putHead(out, 0, Frames.SETTINGS, Frames.ACK, 0);
  }

  /// Answers a PING whose payload is at the buffer's position.
  void pong(ByteBuffer in, int length) throws IOException {
    if (length != PING_BYTES) {
      throw new IOException("PING: expected 8 bytes, found " + length);
    }
    requireRoom(Frames.HEAD_BYTES + PING_BYTES);
    Frames.putHead(out, PING_BYTES, Frames.PING, Frames.ACK, 0);
    out.putLong(in.getLong(in.position()));
  }

  /// Lets the server send so many bytes more, on a stream or, with 0, on the connection.
  void allow(int stream, int bytes) throws IOException {
    requireRoom(Frames.HEAD_BYTES + Integer.BYTES);
    Frames.putWindowUpdate(out, stream, bytes);
  }

  /// Takes what the server allows beyond what it did.
  void allowed(int stream, int bytes) throws IOException {
    if (bytes <= 0) {
      throw new IOException("WINDOW_UPDATE: expected 1 byte or more, found " + bytes);
    }
    if (stream == 0) {
      windowBytes += bytes;
      if (windowBytes > Integer.MAX_VALUE) {
        throw new IOException("WINDOW_UPDATE: the window grew to " + windowBytes + " bytes");
      }
    }
  }

  private void requireRoom(int bytes) throws IOException {
    if (out.remaining() < bytes) {
      throw new IOException("the server asks and does not read: " + out.position() + " bytes wait");
    }
  }

  /// Writes what is there in one call of the system. {@return whether nothing is left to write}
  boolean flush(WritableByteChannel channel) throws IOException {
    fill();
    if (out.position() == 0) {
      return true;
    }
    out.flip();
    channel.write(out);
    out.compact();
    return out.position() == 0;
  }

  private void fill() throws IOException {
    while (ready && !waiting.isEmpty() && open.size() < peer.streams()) {
      byte[] request = waiting.getFirst().request();
      int dataBytes = Call.PREFIX_BYTES + request.length;
      if (dataBytes > Math.min(peer.windowBytes(), peer.frameBytes())) {
        throw new IOException(
            "a request with its prefix: expected at most %d bytes, found %d"
                .formatted(Math.min(peer.windowBytes(), peer.frameBytes()), dataBytes));
      }
      if (dataBytes > windowBytes || out.remaining() < CONTROL_BYTES + dataBytes) {
        return;
      }
      send(waiting.removeFirst(), dataBytes);
    }
  }

  private void send(Call call, int dataBytes) throws IOException {
    if (nextStream < 0) {
      throw new IOException("a connection has 2^30 calls, and they are used up");
    }
    byte[] head = headers.next();
    Frames.putHead(out, head.length, Frames.HEADERS, Frames.END_HEADERS, nextStream);
    out.put(head);
    Frames.putHead(out, dataBytes, Frames.DATA, Frames.END_STREAM, nextStream);
    out.put((byte) 0).putInt(call.request().length).put(call.request());
    open.put(nextStream, call);
    nextStream += 2;
    windowBytes -= dataBytes;
  }
}
