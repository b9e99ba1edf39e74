package io.fireweed.server.door;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/// A connection that sends HTTP/2 frames as it likes.
final class RawHttp2 implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;
  private static final int ACK = 1;

  private final Socket socket;
  private final OutputStream out;
  private final DataInputStream in;

  RawHttp2(int port) throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(60_000);
    out = socket.getOutputStream();
    in = new DataInputStream(socket.getInputStream());
    out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    send(SETTINGS, 0, 0, new byte[0]);
  }

  /// {@return whether it could be sent}
  boolean send(int type, int flags, int stream, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
    frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
    frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
    try {
      out.write(frame.array());
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /// Opens a stream that calls a method.
  boolean call(int stream, String method) {
    return send(HEADERS, END_HEADERS, stream, headers(method));
  }

  /// The header block, without any compression.
  private static byte[] headers(String method) {
    ByteBuffer block = ByteBuffer.allocate(512);
    put(block, ":method", "POST");
    put(block, ":scheme", "http");
    put(block, ":path", method);
    put(block, ":authority", "a");
    put(block, "content-type", "application/grpc");
    put(block, "te", "trailers");
    byte[] bytes = new byte[block.position()];
    block.flip().get(bytes);
    return bytes;
  }

  private static void put(ByteBuffer block, String name, String value) {
    block.put((byte) 0);
    block.put((byte) name.length()).put(name.getBytes(StandardCharsets.US_ASCII));
    block.put((byte) value.length()).put(value.getBytes(StandardCharsets.US_ASCII));
  }

  /// {@return the error code of the server's GOAWAY; empty if it only closed, or did neither}
  OptionalInt awaitGoAway() throws IOException {
    try {
      while (true) {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        in.readUnsignedByte();
        in.readInt();
        byte[] payload = in.readNBytes(length);
        if (type == GOAWAY) {
          return OptionalInt.of(ByteBuffer.wrap(payload).getInt(4));
        }
      }
    } catch (SocketTimeoutException | EOFException | SocketException e) {
      return OptionalInt.empty();
    }
  }

  /// {@return whether a ping is answered, before the server says or makes an end}
  boolean awaitPong() throws IOException {
    try {
      while (true) {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        in.readInt();
        in.readNBytes(length);
        if (type == GOAWAY || (type == PING && (flags & ACK) != 0)) {
          return type == PING;
        }
      }
    } catch (EOFException | SocketException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
