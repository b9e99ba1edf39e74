package io.fireweed.client;

import io.fireweed.format.fault.RefusedException;
import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NegotiationType;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.File;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/// One connection an endpoint, all on one network thread. A connection opens with its first call.
final class Connections implements AutoCloseable {
  private static final int KEEP_ALIVE_SECONDS = 10;
  private static final long CLOSE_LIMIT_MILLIS = 1000;

  private final EventLoopGroup loop;
  private final Map<Endpoint, ManagedChannel> channels = new LinkedHashMap<>();

  private Connections(EventLoopGroup loop) {
    this.loop = loop;
  }

  static Connections open(ClientOptions options) {
    EventLoopGroup loop =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("etcd-client", true), NioIoHandler.newFactory());
    Connections connections = new Connections(loop);
    try {
      for (Endpoint endpoint : options.endpoints()) {
        connections.channels.computeIfAbsent(endpoint, e -> channel(e, options, loop));
      }
      return connections;
    } catch (RuntimeException e) {
      connections.close();
      throw e;
    }
  }

  /// {@return the connection to one of the given endpoints}
  ManagedChannel to(Endpoint endpoint) {
    ManagedChannel channel = channels.get(endpoint);
    if (channel == null) {
      throw new IllegalArgumentException(
          "endpoint " + endpoint + " is not one of " + channels.keySet());
    }
    return channel;
  }

  /// Ends the calls in flight and the network thread. A Java machine that ends while that thread
  /// waits in the kernel would wait for it for 300 ms.
  @Override
  public void close() {
    channels.values().forEach(ManagedChannel::shutdownNow);
    loop.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(CLOSE_LIMIT_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static ManagedChannel channel(
      Endpoint endpoint, ClientOptions options, EventLoopGroup loop) {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port())
            .eventLoopGroup(loop)
            .channelType(NioSocketChannel.class)
            .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis(options.dialLimit()))
            .directExecutor()
            .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .disableServiceConfigLookUp()
            .disableRetry();
    return switch (endpoint.transport()) {
      case PLAIN -> builder.negotiationType(NegotiationType.PLAINTEXT).build();
      case TLS ->
          builder
              .negotiationType(NegotiationType.TLS)
              .sslContext(sslContext(options.tls()))
              .build();
    };
  }

  private static int millis(Duration limit) {
    return Math.clamp(limit.toMillis(), 1, Integer.MAX_VALUE);
  }

  private static SslContext sslContext(TlsFiles tls) {
    try {
      SslContextBuilder builder = GrpcSslContexts.forClient();
      if (tls.proof() == TlsFiles.Proof.SKIPPED) {
        builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        builder.endpointIdentificationAlgorithm(null);
      } else if (tls.authority().isPresent()) {
        builder.trustManager(tls.authority().get().toFile());
      }
      if (tls.identity().isPresent()) {
        File certificate = tls.identity().get().certificate().toFile();
        builder.keyManager(certificate, tls.identity().get().key().toFile());
      }
      return builder.build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new RefusedException("TLS files " + tls + ": " + e.getMessage(), e);
    }
  }
}
