package io.fireweed.server.door;

import io.fireweed.server.http.HttpAnswer;
import io.fireweed.server.http.HttpBody;
import io.fireweed.server.http.HttpHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The HTTP/1.1 requests of one connection, one after another: what a client sends ahead waits.
final class HttpCalls extends ChannelDuplexHandler {
  private static final int MAX_LINE_BYTES = 16 * 1024;
  private static final int MAX_PIECE_BYTES = 64 * 1024;

  /// How long a client may go on sending a body whose answer it has.
  private static final Duration BODY_PATIENCE = Duration.ofSeconds(5);

  /// Above this many waiting pieces nothing more is read.
  private static final int MAX_WAITING = 32;

  private final Port port;
  private final String commonName;
  private final Queue<Object> waiting = new ArrayDeque<>();
  private @Nullable HttpExchange exchange;
  private @Nullable HttpBody body;
  private boolean bodyEnded;
  private @Nullable Future<?> deadline;
  private boolean closing;
  private @Nullable ChannelPromise closingPromise;

  private HttpCalls(Port port, String commonName) {
    this.port = port;
    this.commonName = commonName;
  }

  /// Puts the handlers of HTTP/1.1 behind the one of `ctx`.
  static void install(ChannelHandlerContext ctx, Port port, String commonName) {
    HttpDecoderConfig config =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_LINE_BYTES)
            .setMaxHeaderSize(port.limits().maxHeaderBytes())
            .setMaxChunkSize(MAX_PIECE_BYTES);
    HttpServerCodec codec = new HttpServerCodec(config);
    HttpCalls calls = new HttpCalls(port, commonName);
    ctx.pipeline().addAfter(ctx.name(), "http", codec);
    ctx.pipeline().addAfter("http", "calls", calls);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    closeAfter(ctx, port.limits().requestTimeout());
  }

  private void closeAfter(ChannelHandlerContext ctx, Duration patience) {
    cancelDeadline();
    Runnable task =
        () -> {
          closing = true;
          Outbound.close(ctx.channel());
        };
    deadline = ctx.executor().schedule(task, patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void cancelDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (exchange != null && bodyEnded) {
      waiting.add(message);
      if (waiting.size() >= MAX_WAITING) {
        ctx.channel().config().setAutoRead(false);
      }
      return;
    }
    take(ctx, message);
  }

  private void take(ChannelHandlerContext ctx, Object message) {
    try {
      if (closing && exchange == null) {
        return;
      }
      if (message instanceof HttpRequest request) {
        begin(ctx, request);
      }
      if (message instanceof HttpContent content && exchange != null) {
        takeBody(content);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest request) {
    cancelDeadline();
    DecoderResult read = request.decoderResult();
    HttpExchange begun = new HttpExchange(ctx, HttpUtil.isKeepAlive(request), this::answered);
    exchange = begun;
    bodyEnded = false;
    if (read.isFailure()) {
      body = HttpBody.ignored();
      begun.refuse(refusal(read.cause()));
      return;
    }
    Optional<HttpHead> head = HttpHeads.read(request, commonName);
    if (head.isEmpty()) {
      body = HttpBody.ignored();
      begun.refuse(badRequest());
      return;
    }
    if (HttpUtil.is100ContinueExpected(request)) {
      Outbound.write(
          ctx, new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
    }
    HttpBody receiver = WebAccess.of(port, head.get(), begun).begin();
    body = receiver;
    if (exchange == begun && !receiver.isEndless()) {
      closeAfter(ctx, port.limits().requestTimeout());
    }
  }

  private static HttpAnswer refusal(Throwable cause) {
    if (cause instanceof TooLongHttpHeaderException) {
      return HttpAnswer.of(431, HttpAnswer.PLAIN, "431 Request Header Fields Too Large");
    }
    if (cause instanceof TooLongHttpLineException) {
      return HttpAnswer.of(414, HttpAnswer.PLAIN, "414 Request-URI Too Long");
    }
    return badRequest();
  }

  private static HttpAnswer badRequest() {
    return HttpAnswer.of(400, HttpAnswer.PLAIN, "400 Bad Request");
  }

  private void takeBody(HttpContent content) {
    HttpBody receiver = body;
    HttpExchange current = exchange;
    // What netty makes of a request it cannot read is its body too; that is refused already.
    if (receiver == null || current == null || current.isRefused()) {
      return;
    }
    if (content.decoderResult().isFailure()) {
      current.refuse(badRequest());
      return;
    }
    ByteBuf bytes = content.content();
    if (bytes.isReadable()) {
      receiver.piece(ByteBufUtil.getBytes(bytes));
    }
    HttpBody rest = body;
    if (content instanceof LastHttpContent && rest != null) {
      bodyEnded = true;
      cancelDeadline();
      rest.end();
      if (exchange == current && current.isAnswered()) {
        after(current);
      }
    }
  }

  /// The current exchange has sent its last byte. What is left of the body is still read: a client
  /// that is cut off while it sends may not see the answer, and one that was not told of a close
  /// may send its next request on this connection as soon as it has sent all of this one.
  private void answered(HttpExchange done) {
    HttpBody receiver = body;
    if (exchange != done || receiver == null) {
      return;
    }
    if (bodyEnded) {
      after(done);
    } else if (closing) {
      closeNow(done.context());
    } else if (done.isRefused()) {
      closing = true;
      Outbound.endSending(done.context());
      closeAfter(done.context(), BODY_PATIENCE);
    } else if (receiver.isEndless()) {
      body = HttpBody.ignored();
      closeAfter(done.context(), BODY_PATIENCE);
    }
  }

  /// Both sides have said everything.
  private void after(HttpExchange done) {
    if (closing || !done.keepsConnection()) {
      closeNow(done.context());
    } else {
      next(done.context());
    }
  }

  private void next(ChannelHandlerContext ctx) {
    exchange = null;
    body = null;
    closeAfter(ctx, port.limits().idleTimeout());
    while (exchange == null || !bodyEnded) {
      Object message = waiting.poll();
      if (message == null) {
        ctx.channel().config().setAutoRead(true);
        return;
      }
      take(ctx, message);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (exchange != null) {
      exchange.roomChanged();
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    cancelDeadline();
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
    HttpExchange current = exchange;
    HttpBody receiver = body;
    exchange = null;
    body = null;
    if (current != null) {
      boolean unfinished = !current.isAnswered();
      current.abandon();
      if (unfinished && receiver != null) {
        receiver.gone();
      }
    }
    ctx.fireChannelInactive();
  }

  /// The first request to close waits for a short answer that is on its way; the second does not.
  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    HttpBody receiver = body;
    HttpExchange current = exchange;
    boolean isShort = receiver != null && !receiver.isEndless();
    boolean mayWait = isShort && !closing && ctx.channel().isActive();
    if (mayWait && current != null && !current.isAnswered()) {
      current.beLast();
      closing = true;
      closingPromise = promise;
      return;
    }
    closing = true;
    Outbound.close(ctx, promise);
  }

  private void closeNow(ChannelHandlerContext ctx) {
    closing = true;
    Outbound.close(ctx, closingPromise == null ? ctx.newPromise() : closingPromise);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    closing = true;
    Outbound.close(ctx);
  }
}
