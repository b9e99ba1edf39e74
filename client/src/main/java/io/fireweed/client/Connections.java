package io.fireweed.client;

import io.fireweed.format.fault.RefusedException;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NegotiationType;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/// One connection an endpoint, all on one network thread. A connection opens with its first call.
final class Connections implements AutoCloseable {
  private static final String LOCAL_AUTHORITY = "localhost";
  private static final long STATE_PAUSE_MILLIS = 2;
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

  /// {@return an endpoint whose connection stands}
  Optional<Endpoint> connected() {
    return channels.entrySet().stream()
        .filter(entry -> entry.getValue().getState(false) == ConnectivityState.READY)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /// Makes connections until one stands.
  ///
  /// @return whether one stands before the limit is over
  boolean awaitOne(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      for (ManagedChannel channel : channels.values()) {
        if (channel.getState(true) == ConnectivityState.READY) {
          return true;
        }
      }
      if (System.nanoTime() >= end) {
        return false;
      }
      Thread.sleep(STATE_PAUSE_MILLIS);
    }
  }

  private static ManagedChannel channel(
      Endpoint endpoint, ClientOptions options, EventLoopGroup loop) {
    NettyChannelBuilder builder =
        address(endpoint)
            .eventLoopGroup(loop)
            .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis(options.dialLimit()))
            .directExecutor()
            .maxInboundMessageSize(options.wires().receiveLimitBytes())
            .disableServiceConfigLookUp()
            .disableRetry();
    if (options.wires().pingAfter().isPositive()) {
      builder
          .keepAliveTime(millis(options.wires().pingAfter()), TimeUnit.MILLISECONDS)
          .keepAliveTimeout(millis(options.wires().pingLimit()), TimeUnit.MILLISECONDS);
    }
    if (!endpoint.transport().isEncrypted()) {
      return builder.negotiationType(NegotiationType.PLAINTEXT).build();
    }
    return builder
        .negotiationType(NegotiationType.TLS)
        .sslContext(sslContext(options.tls()))
        .build();
  }

  private static NettyChannelBuilder address(Endpoint endpoint) {
    return switch (endpoint.transport()) {
      case PLAIN, TLS ->
          NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port())
              .channelType(NioSocketChannel.class);
      case LOCAL, LOCAL_TLS ->
          NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(endpoint.host()))
              .channelType(NioDomainSocketChannel.class, UnixDomainSocketAddress.class)
              .overrideAuthority(LOCAL_AUTHORITY);
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
        TlsFiles.Identity identity = tls.identity().get();
        builder.keyManager(
            PemFile.privateKey(identity.key()), PemFile.certificates(identity.certificate()));
      }
      return builder.build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new RefusedException("TLS files " + tls + ": " + e.getMessage(), e);
    }
  }
}
