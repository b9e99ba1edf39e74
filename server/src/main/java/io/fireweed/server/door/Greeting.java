package io.fireweed.server.door;

import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// The first handler of a connection. It finds out what the client speaks, puts the right handlers
/// in its own place and is gone.
///
/// | first come | then | served by |
/// |---|---|---|
/// | TLS, ALPN `h2` | | gRPC |
/// | TLS, ALPN `http/1.1` | | HTTP |
/// | TLS without ALPN, or no TLS | `PRI`, how every HTTP/2 connection begins | gRPC |
/// | | anything else | HTTP, whose parser refuses what is no HTTP |
///
/// A client that offers both protocols is given `http/1.1`: those that call gRPC offer `h2` alone.
final class Greeting extends ByteToMessageDecoder {
  private static final byte[] HTTP2 = "PRI".getBytes(StandardCharsets.US_ASCII);

  private final Port port;
  private final Optional<GrpcHttp2ConnectionHandler> grpc;
  private @Nullable SslHandler tls;
  private @Nullable Future<?> deadline;
  private boolean greeted;

  Greeting(Port port, Optional<GrpcHttp2ConnectionHandler> grpc) {
    this.port = port;
    this.grpc = grpc;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    port.connections().add(ctx.channel());
    port.tls()
        .ifPresent(
            keeper -> {
              SslHandler handler = keeper.current().newHandler(ctx.alloc());
              handler.setHandshakeTimeoutMillis(port.limits().handshakeTimeout().toMillis());
              ctx.pipeline().addBefore(ctx.name(), null, handler);
              tls = handler;
            });
    if (tls == null) {
      expectBytesWithin(ctx, port.limits().requestTimeout());
    }
  }

  private void expectBytesWithin(ChannelHandlerContext ctx, Duration patience) {
    deadline = Outbound.closeAfter(ctx, patience);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event instanceof SslHandshakeCompletionEvent shaken) {
      if (shaken.isSuccess()) {
        afterHandshake(ctx);
      } else {
        greeted = true;
        port.rejected().log(ctx.channel(), tls, shaken.cause());
        Outbound.close(ctx);
      }
      return;
    }
    super.userEventTriggered(ctx, event);
  }

  private void afterHandshake(ChannelHandlerContext ctx) {
    String protocol = tls == null ? null : tls.applicationProtocol();
    if (protocol == null) {
      expectBytesWithin(ctx, port.limits().requestTimeout());
    } else if (protocol.equals(TlsKeeper.HTTP2)) {
      serveGrpc(ctx);
    } else {
      serveHttp(ctx);
    }
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (greeted) {
      in.skipBytes(in.readableBytes());
      return;
    }
    int seen = Math.min(in.readableBytes(), HTTP2.length);
    for (int at = 0; at < seen; at++) {
      if (in.getByte(in.readerIndex() + at) != HTTP2[at]) {
        serveHttp(ctx);
        return;
      }
    }
    if (seen == HTTP2.length) {
      serveGrpc(ctx);
    }
  }

  private void serveGrpc(ChannelHandlerContext ctx) {
    finish();
    if (grpc.isEmpty() || !port.served().takesGrpc()) {
      Outbound.close(ctx);
      return;
    }
    FrameGuard.install(grpc.get(), port.limits());
    GrpcSeam.handOver(ctx, grpc.get(), session());
  }

  private void serveHttp(ChannelHandlerContext ctx) {
    finish();
    if (!port.served().takesHttp()) {
      Outbound.close(ctx);
      return;
    }
    HttpCalls.install(ctx, port, commonName());
    ctx.pipeline().remove(this);
  }

  private void finish() {
    greeted = true;
    if (deadline != null) {
      deadline.cancel(false);
    }
  }

  private Optional<SSLSession> session() {
    return Optional.ofNullable(tls).map(handler -> handler.engine().getSession());
  }

  private String commonName() {
    return session().flatMap(ClientNames::commonName).orElse("");
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    finish();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // A failed handshake has been told; a client that broke off is nobody's news.
    Outbound.close(ctx);
  }
}
