package io.fireweed.server.door;

import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Watches the frames of one gRPC connection for what gRPC's own limits do not see.
///
/// | what | answer |
/// |---|---|
/// | a message longer than the limit | the call ends with Go's words, the connection lives |
/// | many SETTINGS frames | the connection ends: ENHANCE_YOUR_CALM |
/// | many empty DATA frames in a row | the same |
///
/// A gRPC message is a byte that tells whether it is compressed, its length as four bytes, big
/// endian, and so many bytes; the parts may be cut into frames anywhere.
@SuppressWarnings("FutureReturnValueIgnored") // What cannot be written ends the connection.
final class FrameGuard extends Http2FrameListenerDecorator {
  private static final int PREFIX_BYTES = 5;
  private static final int MAX_SETTINGS = 100;
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int MAX_EMPTY_FRAMES = 100;
  private static final String RESOURCE_EXHAUSTED = "8";

  private final GrpcHttp2ConnectionHandler grpc;
  private final Http2Connection.PropertyKey progressKey;
  private final int maxMessageBytes;
  private long settingsSinceNanos = System.nanoTime();
  private int settings;
  private int emptyFrames;

  private FrameGuard(
      GrpcHttp2ConnectionHandler grpc, Http2FrameListener listener, int maxMessageBytes) {
    super(listener);
    this.grpc = grpc;
    this.progressKey = grpc.connection().newKey();
    this.maxMessageBytes = maxMessageBytes;
  }

  /// Puts itself between the frames and gRPC.
  static void install(GrpcHttp2ConnectionHandler grpc, ConnectionLimits limits) {
    Http2FrameListener listener = grpc.decoder().frameListener();
    grpc.decoder().frameListener(new FrameGuard(grpc, listener, limits.maxMessageBytes()));
  }

  /// How far into a message a stream is.
  private static final class Progress {
    private int prefixSeen;
    private long length;
    private long bytesLeft;

    /// {@return the length of a message that is too long, or -1}
    long skim(ByteBuf data, int maxMessageBytes) {
      int at = data.readerIndex();
      int end = data.writerIndex();
      while (at < end) {
        if (bytesLeft > 0) {
          int skipped = (int) Math.min(bytesLeft, end - at);
          bytesLeft -= skipped;
          at += skipped;
          continue;
        }
        int next = data.getUnsignedByte(at++);
        length = prefixSeen == 0 ? 0 : length << 8 | next;
        if (++prefixSeen == PREFIX_BYTES) {
          prefixSeen = 0;
          bytesLeft = length;
          if (length > maxMessageBytes) {
            return length;
          }
        }
      }
      return -1;
    }
  }

  @Override
  public int onDataRead(
      ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean endOfStream)
      throws Http2Exception {
    if (data.isReadable() || endOfStream) {
      emptyFrames = 0;
    } else if (++emptyFrames > MAX_EMPTY_FRAMES) {
      throw calmDown("empty DATA frames");
    }
    Http2Stream stream = grpc.connection().stream(streamId);
    if (stream != null && data.isReadable()) {
      long tooLong = progress(stream).skim(data, maxMessageBytes);
      if (tooLong >= 0) {
        int consumed = data.readableBytes() + padding;
        refuse(ctx, stream, tooLong);
        return consumed;
      }
    }
    return super.onDataRead(ctx, streamId, data, padding, endOfStream);
  }

  private Progress progress(Http2Stream stream) {
    @Nullable Progress known = stream.getProperty(progressKey);
    if (known != null) {
      return known;
    }
    Progress fresh = new Progress();
    stream.setProperty(progressKey, fresh);
    return fresh;
  }

  private void refuse(ChannelHandlerContext ctx, Http2Stream stream, long length)
      throws Http2Exception {
    Http2Headers trailers = new DefaultHttp2Headers(false);
    if (!stream.isHeadersSent()) {
      trailers.status("200");
      trailers.set("content-type", "application/grpc");
    }
    trailers.set("grpc-status", RESOURCE_EXHAUSTED);
    trailers.set("grpc-message", tooLargeWords(length, maxMessageBytes));
    int id = stream.id();
    grpc.encoder().writeHeaders(ctx, id, trailers, 0, true, ctx.newPromise());
    super.onRstStreamRead(ctx, id, Http2Error.CANCEL.code());
    grpc.resetStream(ctx, id, Http2Error.NO_ERROR.code(), ctx.newPromise());
    ctx.flush();
  }

  /// {@return what Go's gRPC says of a message that is too long}
  static String tooLargeWords(long length, int maxMessageBytes) {
    return "grpc: received message larger than max (" + length + " vs. " + maxMessageBytes + ")";
  }

  @Override
  public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings read) throws Http2Exception {
    long now = System.nanoTime();
    if (now - settingsSinceNanos > WINDOW_NANOS) {
      settingsSinceNanos = now;
      settings = 0;
    }
    if (++settings > MAX_SETTINGS) {
      throw calmDown("SETTINGS frames");
    }
    super.onSettingsRead(ctx, read);
  }

  private static Http2Exception calmDown(String what) {
    return Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "too many %s", what);
  }
}
