package io.fireweed.server.door;

import io.fireweed.server.config.MemberUrl;
import io.fireweed.server.door.DoorOptions.SocketReuse;
import io.fireweed.server.door.Port.Served;
import io.fireweed.server.http.HttpRoutes;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The open client ports of a member.
public final class ClientPort {
  private static final int BACKLOG = 4096;
  private static final long FOREVER_DAYS = 36_500;

  /// More calls than this that clients give up in ten seconds end a connection.
  private static final int MAX_RESETS = 5_000;

  private static final int RESET_WINDOW_SECONDS = 10;
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final EventLoops loops;
  private final DoorOptions options;
  private final Offered offered;
  private final Optional<TlsKeeper> tls;
  private final OpenCalls calls = new OpenCalls();
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final List<Server> servers = new ArrayList<>();
  private final List<Channel> plainPorts = new ArrayList<>();
  private final List<SocketAddress> addresses = new ArrayList<>();

  private ClientPort(DoorOptions options, Offered offered, Optional<TlsKeeper> tls) {
    this.options = options;
    this.offered = offered;
    this.tls = tls;
    this.loops = new EventLoops(options.eventLoops());
  }

  /// Reads every file that a port with `options` would.
  ///
  /// @throws IOException if one cannot be read, or is not what it should be
  public static void requireReadable(TlsOptions options) throws IOException {
    TlsKeeper _ = TlsKeeper.open(options);
  }

  /// Opens every port, or none.
  ///
  /// @throws IOException if a port is taken or a certificate cannot be read
  public static ClientPort open(DoorOptions options, Offered offered) throws IOException {
    Optional<TlsKeeper> tls = Optional.empty();
    if (options.tls().isPresent()) {
      tls = Optional.of(TlsKeeper.open(options.tls().get()));
    }
    ClientPort port = new ClientPort(options, offered, tls);
    boolean opened = false;
    try {
      port.openAll();
      opened = true;
    } finally {
      if (!opened) {
        port.stop(Duration.ZERO);
      }
    }
    return port;
  }

  private void openAll() throws IOException {
    Served served = options.httpUrls().isEmpty() ? Served.BOTH : Served.GRPC;
    for (MemberUrl url : options.clientUrls()) {
      openGrpc(portAt(url, served, offered.site()));
    }
    for (MemberUrl url : options.httpUrls()) {
      openHttp(portAt(url, Served.HTTP, offered.site()));
    }
    for (MemberUrl url : options.metricsUrls()) {
      openHttp(portAt(url, Served.HTTP, offered.monitoring()));
    }
  }

  private Port portAt(MemberUrl url, Served served, HttpRoutes routes) throws IOException {
    boolean secure = url.scheme().secure();
    if (secure && tls.isEmpty()) {
      throw new IOException(
          "TLS key/cert (--cert-file, --key-file) must be provided for client url "
              + url.address()
              + " with HTTPS scheme");
    }
    return new Port(
        url,
        served,
        secure ? tls : Optional.empty(),
        options.limits(),
        options.web(),
        routes,
        connections,
        new RejectedConnections("client"));
  }

  private void openGrpc(Port port) throws IOException {
    ConnectionLimits limits = options.limits();
    NettyServerBuilder builder =
        GrpcSeam.builder(
                EventLoops.address(port.url()),
                port.url().scheme(),
                grpc -> new Greeting(port, Optional.of(grpc)))
            .bossEventLoopGroup(loops.group())
            .workerEventLoopGroup(loops.group())
            .channelType(EventLoops.serverChannel(port.url()))
            .directExecutor()
            .withOption(ChannelOption.SO_BACKLOG, BACKLOG)
            // HTTP connections never finish gRPC's handshake; [Greeting] has a deadline of its own.
            .handshakeTimeout(FOREVER_DAYS, TimeUnit.DAYS)
            .maxInboundMessageSize(limits.maxMessageBytes())
            .maxInboundMetadataSize(limits.maxHeaderBytes())
            .maxConcurrentCallsPerConnection(limits.maxConcurrentStreams())
            .maxRstFramesPerWindow(MAX_RESETS, RESET_WINDOW_SECONDS)
            .permitKeepAliveTime(limits.keepAliveMinTime().toMillis(), TimeUnit.MILLISECONDS)
            .permitKeepAliveWithoutCalls(false)
            .keepAliveTimeout(limits.keepAliveTimeout().toMillis(), TimeUnit.MILLISECONDS)
            .addStreamTracerFactory(calls);
    if (!limits.keepAliveInterval().isZero()) {
      builder.keepAliveTime(limits.keepAliveInterval().toMillis(), TimeUnit.MILLISECONDS);
    }
    if (options.reuse() != SocketReuse.NONE) {
      builder.withOption(ChannelOption.SO_REUSEADDR, options.reuse().ofAddress());
      if (options.reuse().ofPort() && EventLoops.isEpoll()) {
        builder.withOption(UnixChannelOption.SO_REUSEPORT, true);
      }
    }
    if (!port.url().scheme().local()) {
      builder.withChildOption(ChannelOption.TCP_NODELAY, true);
    }
    offered.tracers().forEach(builder::addStreamTracerFactory);
    offered.services().forEach(builder::addService);
    Server server = builder.build();
    servers.add(server);
    server.start();
    addresses.add(server.getListenSockets().getFirst());
  }

  private void openHttp(Port port) throws IOException {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops.group(), loops.group())
            .channel(EventLoops.serverChannel(port.url()))
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new Greeting(port, Optional.empty()));
                  }
                });
    var bound = bootstrap.bind(EventLoops.address(port.url())).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException("cannot listen on " + port.url(), bound.cause());
    }
    plainPorts.add(bound.channel());
    addresses.add(bound.channel().localAddress());
  }

  /// {@return where the ports are: those of the client URLs, then HTTP, then metrics}
  public List<SocketAddress> addresses() {
    return List.copyOf(addresses);
  }

  /// {@return the open connections, however far they have come}
  public int connectionCount() {
    return connections.size();
  }

  /// Lets nobody in any more, waits for calls that end by themselves, at most `grace`, and then
  /// ends the others.
  public void stop(Duration grace) {
    long deadlineNanos = System.nanoTime() + grace.toNanos();
    servers.forEach(Server::shutdown);
    plainPorts.forEach(Outbound::close);
    while (!calls.areNone() && System.nanoTime() - deadlineNanos < 0) {
      LockSupport.parkNanos(POLL_NANOS);
    }
    servers.forEach(Server::shutdownNow);
    connections.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    for (Server server : servers) {
      awaitEnd(server);
    }
    loops.stop();
  }

  private static void awaitEnd(Server server) {
    try {
      server.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
