package io.fireweed.bench.http2;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// What comes from the server. Of answers bytes are counted, whatever part of a frame is there; all
/// other frames are read when they are whole.
final class Inbound {
  private static final int BUFFER_BYTES = 256 << 10;
  private static final int GOAWAY_BYTES = 8;

  private final Outbound outbound;
  private final Consumer<Call> answered;
  private final AnswerHeaders headers = new AnswerHeaders();
  private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private int received;
  private int dataLeft;
  private int dataStream;

  /// @param answered is told of every call that ended well
  Inbound(Outbound outbound, Consumer<Call> answered) {
    this.outbound = outbound;
    this.answered = answered;
  }

  /// Reads once and takes all that came.
  void read(ReadableByteChannel channel) throws IOException {
    if (channel.read(in) < 0) {
      throw new EOFException("the server closed the connection");
    }
    in.flip();
    boolean more = true;
    while (more && in.hasRemaining()) {
      more = dataLeft > 0 ? data() : frame();
    }
    in.compact();
  }

  /// Takes a frame, or the head of a DATA frame. {@return false if it is not there yet}
  private boolean frame() throws IOException {
    int at = in.position();
    if (in.remaining() < Frames.HEAD_BYTES) {
      return false;
    }
    int length = Frames.length(in, at);
    int type = Frames.type(in, at);
    if (length > Frames.PAYLOAD_BYTES_MAX) {
      throw new IOException(
          "frame of type %d: expected at most 16384 bytes, found %d".formatted(type, length));
    }
    if (type == Frames.DATA) {
      in.position(at + Frames.HEAD_BYTES);
      beginData(length, Frames.flags(in, at), Frames.stream(in, at));
      return true;
    }
    if (in.remaining() < Frames.HEAD_BYTES + length) {
      return false;
    }
    in.position(at + Frames.HEAD_BYTES);
    frame(type, length, Frames.flags(in, at), Frames.stream(in, at));
    in.position(at + Frames.HEAD_BYTES + length);
    return true;
  }

  /// Takes a frame whose payload begins at the buffer's position and is there.
  private void frame(int type, int length, int flags, int stream) throws IOException {
    switch (type) {
      case Frames.HEADERS -> headers(length, flags, stream);
      case Frames.SETTINGS -> {
        if (!Frames.has(flags, Frames.ACK)) {
          outbound.settings(in, length);
        }
      }
      case Frames.PING -> {
        if (!Frames.has(flags, Frames.ACK)) {
          outbound.pong(in, length);
        }
      }
      case Frames.WINDOW_UPDATE -> {
        requireLength("WINDOW_UPDATE", Integer.BYTES, length);
        outbound.allowed(stream, in.getInt(in.position()) & Integer.MAX_VALUE);
      }
      case Frames.RST_STREAM -> {
        requireLength("RST_STREAM", Integer.BYTES, length);
        throw new IOException(
            "RST_STREAM with code %d on stream %d".formatted(in.getInt(in.position()), stream));
      }
      case Frames.GOAWAY -> throw goAway(length);
      case Frames.PUSH_PROMISE, Frames.CONTINUATION ->
          throw new IOException("frame of type " + type + ", which this client does not read");
      default -> {
        // Priorities, and types that may be invented, are to be ignored.
      }
    }
  }

  private static void requireLength(String frame, int expected, int found) throws IOException {
    if (found < expected) {
      throw new IOException("%s: expected %d bytes, found %d".formatted(frame, expected, found));
    }
  }

  private IOException goAway(int length) throws IOException {
    requireLength("GOAWAY", GOAWAY_BYTES, length);
    byte[] words = new byte[length - GOAWAY_BYTES];
    in.get(in.position() + GOAWAY_BYTES, words);
    return new IOException(
        "GOAWAY with code %d: %s"
            .formatted(
                in.getInt(in.position() + Integer.BYTES),
                new String(words, StandardCharsets.US_ASCII)));
  }

  private void beginData(int length, int flags, int stream) throws IOException {
    if (Frames.has(flags, Frames.PADDED)) {
      throw new IOException(
          "padded DATA on stream " + stream + ", which this client does not read");
    }
    Call call = outbound.require(stream, "DATA");
    if (Frames.has(flags, Frames.END_STREAM)) {
      throw new IOException("stream " + stream + " ended without trailers");
    }
    dataLeft = length;
    dataStream = stream;
    received += length;
    if (received >= Outbound.WINDOW_BYTES / 2) {
      outbound.allow(0, received);
      received = 0;
    }
    int giveBack = call.received(length, Outbound.WINDOW_BYTES);
    if (giveBack > 0) {
      outbound.allow(stream, giveBack);
    }
  }

  private boolean data() throws IOException {
    int piece = Math.min(dataLeft, in.remaining());
    outbound.require(dataStream, "DATA").take(in, piece);
    dataLeft -= piece;
    return true;
  }

  private void headers(int length, int flags, int stream) throws IOException {
    if (!Frames.has(flags, Frames.END_HEADERS)
        || Frames.has(flags, Frames.PADDED | Frames.PRIORITY)) {
      throw new IOException(
          "HEADERS with flags 0x%x on stream %d, which this client does not read"
              .formatted(flags, stream));
    }
    Call call = outbound.require(stream, "HEADERS");
    AnswerHeaders.Meaning meaning = headers.read(in, length, stream);
    boolean ends = Frames.has(flags, Frames.END_STREAM);
    if (!meaning.isOk() || ends && meaning.grpcStatus().isEmpty()) {
      throw new IOException("call failed: " + meaning);
    }
    if (ends) {
      if (!call.isWhole()) {
        throw new IOException("call without one whole answer: " + call.progress());
      }
      outbound.end(stream);
      answered.accept(call);
    }
  }
}
