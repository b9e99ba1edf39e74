package io.fireweed.server.door;

import io.fireweed.server.http.HttpAnswer;
import io.fireweed.server.http.HttpReply;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// One request being answered. Whatever thread answers, the bytes are written by the connection's
/// own, in the order in which they were given.
final class HttpExchange implements HttpReply {
  /// Pieces on their way to the connection's thread that do not count as room.
  private static final int MAX_QUEUED = 16;

  private final ChannelHandlerContext ctx;
  private final boolean keepAlive;
  private final Consumer<HttpExchange> whenAnswered;
  private final Map<String, String> standing = new LinkedHashMap<>();
  private final List<Runnable> waiters = new ArrayList<>();
  private final AtomicInteger queued = new AtomicInteger();
  private volatile boolean gone;
  private boolean refused;
  private boolean last;
  private boolean opened;
  private boolean answered;

  HttpExchange(ChannelHandlerContext ctx, boolean keepAlive, Consumer<HttpExchange> whenAnswered) {
    this.ctx = ctx;
    this.keepAlive = keepAlive;
    this.whenAnswered = whenAnswered;
  }

  /// Adds a header to whatever the answer will be.
  void standing(String name, String value) {
    standing.put(name, value);
  }

  ChannelHandlerContext context() {
    return ctx;
  }

  boolean isAnswered() {
    return answered;
  }

  boolean isRefused() {
    return refused;
  }

  boolean keepsConnection() {
    return keepAlive && !refused && !last;
  }

  /// No other request is answered on this connection, which the client is told with the head of
  /// this answer, unless that has left already.
  void beLast() {
    last = true;
  }

  /// Answers a request that cannot be read, after which the connection cannot be either.
  void refuse(HttpAnswer answer) {
    refused = true;
    if (opened) {
      Outbound.close(ctx);
    } else {
      send(answer);
    }
  }

  @Override
  public void send(HttpAnswer answer) {
    send(answer, () -> {});
  }

  @Override
  public void send(HttpAnswer answer, Runnable whenLeft) {
    boolean taken =
        onLoop(
            () -> {
              if (opened) {
                whenLeft.run();
                return;
              }
              opened = true;
              byte[] bytes = answer.body();
              DefaultFullHttpResponse response =
                  new DefaultFullHttpResponse(
                      HttpVersion.HTTP_1_1,
                      HttpResponseStatus.valueOf(answer.status()),
                      Unpooled.wrappedBuffer(bytes));
              fill(response.headers());
              answer.headers().forEach(response.headers()::set);
              response.headers().set(HttpHeaderNames.CONTENT_LENGTH, bytes.length);
              Outbound.write(ctx, response, whenLeft);
              finish();
            });
    if (!taken) {
      whenLeft.run();
    }
  }

  @Override
  public void open(int status, String contentType) {
    onLoop(
        () -> {
          if (opened) {
            return;
          }
          opened = true;
          DefaultHttpResponse response =
              new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
          fill(response.headers());
          response.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
          response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
          write(response);
        });
  }

  @Override
  public void piece(byte[] bytes) {
    ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
    onLoop(
        () -> {
          if (opened && !answered) {
            write(new DefaultHttpContent(buffer));
          }
        });
  }

  @Override
  public void close() {
    onLoop(
        () -> {
          if (opened && !answered) {
            write(LastHttpContent.EMPTY_LAST_CONTENT);
            finish();
          }
        });
  }

  private void fill(HttpHeaders headers) {
    standing.forEach(headers::set);
    headers.set(
        HttpHeaderNames.DATE,
        DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
    if (!keepsConnection()) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
  }

  private void write(Object message) {
    Outbound.write(ctx, message);
  }

  private void finish() {
    answered = true;
    whenAnswered.accept(this);
  }

  @Override
  public boolean hasRoom() {
    return !gone && queued.get() < MAX_QUEUED && ctx.channel().isWritable();
  }

  @Override
  public void whenRoom(Runnable task) {
    onLoop(
        () -> {
          if (gone || ctx.channel().isWritable()) {
            task.run();
          } else {
            waiters.add(task);
          }
        });
  }

  void roomChanged() {
    if (gone || ctx.channel().isWritable()) {
      List<Runnable> ready = List.copyOf(waiters);
      waiters.clear();
      ready.forEach(Runnable::run);
    }
  }

  /// The connection is no more.
  void abandon() {
    gone = true;
    answered = true;
    roomChanged();
  }

  /// Runs on the connection's thread, and after everything that was given before.
  ///
  /// @return false if there is nobody any more to run it for
  private boolean onLoop(Runnable task) {
    if (gone || ctx.executor().isShuttingDown()) {
      return false;
    }
    if (ctx.executor().inEventLoop() && queued.get() == 0) {
      task.run();
      return true;
    }
    queued.incrementAndGet();
    ctx.executor()
        .execute(
            () -> {
              queued.decrementAndGet();
              task.run();
            });
    return true;
  }
}
