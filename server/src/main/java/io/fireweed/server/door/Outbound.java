package io.fireweed.server.door;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// What is told to a connection without waiting for the outcome: a write that fails closes it, and
/// whoever needs to know sees it close.
@SuppressWarnings("FutureReturnValueIgnored")
final class Outbound {
  private Outbound() {}

  static void close(ChannelHandlerContext ctx) {
    ctx.close();
  }

  static void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    ctx.close(promise);
  }

  static void close(Channel channel) {
    channel.close();
  }

  static void write(ChannelHandlerContext ctx, Object message) {
    ctx.writeAndFlush(message).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
  }

  /// Writes as the other method does, and runs `whenLeft` when the message has left, or failed to.
  static void write(ChannelHandlerContext ctx, Object message, Runnable whenLeft) {
    ctx.writeAndFlush(message)
        .addListener(ChannelFutureListener.CLOSE_ON_FAILURE)
        .addListener(_ -> whenLeft.run());
  }

  /// Lets the client know, behind all that was written, that nothing more comes, and goes on
  /// reading what it sends: a connection that is closed over unread bytes takes the answer with it.
  /// TLS has no such half, and is closed.
  static void endSending(ChannelHandlerContext ctx) {
    boolean halves =
        ctx.channel() instanceof DuplexChannel && ctx.pipeline().get(SslHandler.class) == null;
    ctx.writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            _ -> {
              if (halves) {
                ((DuplexChannel) ctx.channel()).shutdownOutput();
              } else {
                ctx.close();
              }
            });
  }

  /// {@return a handle to keep the connection from being closed after `patience`}
  static ScheduledFuture<?> closeAfter(ChannelHandlerContext ctx, Duration patience) {
    EventExecutor executor = ctx.executor();
    Runnable task = () -> ctx.channel().close();
    return executor.schedule(task, patience.toMillis(), TimeUnit.MILLISECONDS);
  }
}
