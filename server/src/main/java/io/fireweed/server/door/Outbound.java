package io.fireweed.server.door;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
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

  /// {@return a handle to keep the connection from being closed after `patience`}
  static ScheduledFuture<?> closeAfter(ChannelHandlerContext ctx, Duration patience) {
    EventExecutor executor = ctx.executor();
    Runnable task = () -> ctx.channel().close();
    return executor.schedule(task, patience.toMillis(), TimeUnit.MILLISECONDS);
  }
}
