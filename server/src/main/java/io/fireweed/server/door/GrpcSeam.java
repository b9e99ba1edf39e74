package io.fireweed.server.door;

import io.fireweed.server.config.MemberUrl;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.InternalChannelz;
import io.grpc.InternalMetadata;
import io.grpc.Metadata;
import io.grpc.SecurityLevel;
import io.grpc.internal.GrpcAttributes;
import io.grpc.internal.ObjectPool;
import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalNettyServerCredentials;
import io.grpc.netty.InternalProtocolNegotiationEvent;
import io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.InternalProtocolNegotiators;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.AsciiString;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import javax.net.ssl.SSLSession;

/// The seam between our connections and gRPC's: everything that gRPC calls internal is used here
/// and nowhere else.
///
/// gRPC lets a *protocol negotiator* put handlers in front of its own on a new connection. Ours
/// puts a [Greeting] there, which hands the connection over here as soon as it is known to speak
/// HTTP/2, and otherwise never does.
final class GrpcSeam {
  private GrpcSeam() {}

  /// {@return a server that greets connections with what `greeter` makes for each}
  static NettyServerBuilder builder(
      SocketAddress address,
      MemberUrl.Scheme scheme,
      Function<GrpcHttp2ConnectionHandler, ChannelHandler> greeter) {
    AsciiString name = AsciiString.of(scheme.secure() ? "https" : "http");
    InternalProtocolNegotiator.ServerFactory factory =
        new InternalProtocolNegotiator.ServerFactory() {
          @Override
          public InternalProtocolNegotiator.ProtocolNegotiator newNegotiator(
              ObjectPool<? extends Executor> offloadExecutors) {
            return new Negotiator(name, greeter);
          }
        };
    return NettyServerBuilder.forAddress(address, InternalNettyServerCredentials.create(factory));
  }

  /// {@return the key of a text header whose bytes are wanted as they came}
  static Metadata.Key<byte[]> rawHeader(String name) {
    return InternalMetadata.keyOf(
        name,
        new InternalMetadata.TrustedAsciiMarshaller<byte[]>() {
          @Override
          public byte[] toAsciiString(byte[] value) {
            return value.clone();
          }

          @Override
          public byte[] parseAsciiString(byte[] serialized) {
            return serialized.clone();
          }
        });
  }

  /// Replaces the handler of `ctx` by gRPC's. Bytes read before must be passed on afterwards.
  static void handOver(
      ChannelHandlerContext ctx, GrpcHttp2ConnectionHandler grpc, Optional<SSLSession> session) {
    Channel channel = ctx.channel();
    ChannelHandler next = InternalProtocolNegotiators.grpcNegotiationHandler(grpc);
    Attributes.Builder attributes =
        Attributes.newBuilder()
            .set(
                GrpcAttributes.ATTR_SECURITY_LEVEL,
                session.isPresent() ? SecurityLevel.PRIVACY_AND_INTEGRITY : SecurityLevel.NONE)
            .set(Grpc.TRANSPORT_ATTR_LOCAL_ADDR, channel.localAddress())
            .set(Grpc.TRANSPORT_ATTR_REMOTE_ADDR, channel.remoteAddress());
    session.ifPresent(known -> attributes.set(Grpc.TRANSPORT_ATTR_SSL_SESSION, known));
    Object plain =
        InternalProtocolNegotiationEvent.withAttributes(
            InternalProtocolNegotiationEvent.getDefault(), attributes.build());
    Object event = session.map(known -> secured(attributes.build(), known)).orElse(plain);
    ctx.pipeline().replace(ctx.name(), null, next);
    ctx.fireUserEventTriggered(event);
  }

  private static Object secured(Attributes attributes, SSLSession session) {
    return InternalProtocolNegotiationEvent.withSecurity(
        InternalProtocolNegotiationEvent.withAttributes(
            InternalProtocolNegotiationEvent.getDefault(), attributes),
        new InternalChannelz.Security(new InternalChannelz.Tls(session)));
  }

  private record Negotiator(
      AsciiString scheme, Function<GrpcHttp2ConnectionHandler, ChannelHandler> greeter)
      implements InternalProtocolNegotiator.ProtocolNegotiator {
    @Override
    public ChannelHandler newHandler(GrpcHttp2ConnectionHandler grpc) {
      return greeter.apply(grpc);
    }

    @Override
    public void close() {
      // Holds nothing.
    }
  }
}
