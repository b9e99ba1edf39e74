package io.fireweed.server.door;

import io.fireweed.server.config.MemberUrl;
import io.fireweed.server.door.DoorOptions.SocketReuse;
import io.fireweed.server.door.Port.Served;
import io.fireweed.server.http.HttpRoutes;
import io.grpc.Server;
import io.grpc.ServerStreamTracer;
import io.grpc.netty.NettyServerBuilder;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// The client ports of a member: bound first, and served when there is a member to answer. Who
/// connects in between is taken in by the system and waits.
public final class ClientPort implements AutoCloseable {
  private static final int BACKLOG = 4096;
  private static final long FOREVER_DAYS = 36_500;

  /// More calls than this that clients give up in ten seconds end a connection.
  private static final int MAX_RESETS = 5_000;

  private static final int RESET_WINDOW_SECONDS = 10;
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final EventLoops loops;
  private final DoorOptions options;
  private final List<ServerStreamTracer.Factory> tracers;
  private final Optional<TlsKeeper> tls;
  private final LateServices services = new LateServices();
  private final LateRoutes site = new LateRoutes();
  private final LateRoutes monitoring = new LateRoutes();
  private final OpenCalls calls = new OpenCalls();
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final List<Server> servers = new ArrayList<>();
  private final List<Channel> grpcPorts = new ArrayList<>();
  private final List<Channel> plainPorts = new ArrayList<>();
  private final List<SocketAddress> addresses = new ArrayList<>();

  private ClientPort(
      DoorOptions options, List<ServerStreamTracer.Factory> tracers, Optional<TlsKeeper> tls) {
    this.options = options;
    this.tracers = List.copyOf(tracers);
    this.tls = tls;
    this.loops = new EventLoops(options.eventLoops());
  }

  /// Reads every file that a port with `options` would.
  ///
  /// @throws IOException if one cannot be read, or is not what it should be
  public static void requireReadable(TlsOptions options) throws IOException {
    TlsKeeper _ = TlsKeeper.open(options);
  }

  /// Binds every port, or none. Nobody is answered yet.
  ///
  /// @param tracers that follow each gRPC call
  /// @throws BindException if a port cannot be had, in the words of etcd
  /// @throws IOException if a certificate cannot be read
  public static ClientPort bind(DoorOptions options, List<ServerStreamTracer.Factory> tracers)
      throws IOException {
    Optional<TlsKeeper> tls = Optional.empty();
    if (options.tls().isPresent()) {
      tls = Optional.of(TlsKeeper.open(options.tls().get()));
    }
    ClientPort port = new ClientPort(options, tracers, tls);
    boolean bound = false;
    try {
      port.bindAll();
      bound = true;
    } finally {
      if (!bound) {
        port.close();
      }
    }
    return port;
  }

  private void bindAll() throws IOException {
    Served served = options.httpUrls().isEmpty() ? Served.BOTH : Served.GRPC;
    for (MemberUrl url : options.clientUrls()) {
      bindGrpc(portAt(url, served, site));
    }
    for (MemberUrl url : options.httpUrls()) {
      bindHttp(portAt(url, Served.HTTP, site));
    }
    for (MemberUrl url : options.metricsUrls()) {
      bindHttp(portAt(url, Served.HTTP, monitoring));
    }
  }

  /// Answers on every port from now on, those first who wait.
  public void serve(Offered offered) {
    services.become(offered.services());
    site.become(offered.site());
    monitoring.become(offered.monitoring());
    Stream.concat(grpcPorts.stream(), plainPorts.stream())
        .forEach(channel -> channel.config().setAutoRead(true));
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

  private void bindGrpc(Port port) throws IOException {
    ConnectionLimits limits = options.limits();
    NettyServerBuilder builder =
        GrpcSeam.builder(
                EventLoops.address(port.url()),
                port.url().scheme(),
                grpc -> new Greeting(port, Optional.of(grpc)))
            .bossEventLoopGroup(loops.group())
            .workerEventLoopGroup(loops.group())
            .channelFactory(() -> grpcPort(port.url()))
            .directExecutor()
            .withOption(ChannelOption.AUTO_READ, false)
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
    if (port.url().scheme().local()) {
      // gRPC asks for it on every connection; no value takes that back.
      builder.withChildOption(ChannelOption.SO_KEEPALIVE, null);
    } else {
      builder.withChildOption(ChannelOption.TCP_NODELAY, true);
    }
    tracers.forEach(builder::addStreamTracerFactory);
    Server server = builder.fallbackHandlerRegistry(services).build();
    servers.add(server);
    try {
      server.start();
    } catch (IOException failed) {
      throw cannotListen(port.url(), failed);
    }
    addresses.add(server.getListenSockets().getFirst());
  }

  private void bindHttp(Port port) throws IOException {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops.group(), loops.group())
            .channelFactory(EventLoops.serverChannel(port.url()))
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.AUTO_READ, false)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new Greeting(port, Optional.empty()));
                  }
                });
    var bound = bootstrap.bind(EventLoops.address(port.url())).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw cannotListen(port.url(), bound.cause());
    }
    plainPorts.add(bound.channel());
    addresses.add(bound.channel().localAddress());
  }

  /// {@return the socket that gRPC is to listen with, which only this class lets begin}
  private ServerChannel grpcPort(MemberUrl url) {
    ServerChannel made = EventLoops.serverChannel(url).newChannel();
    grpcPorts.add(made);
    return made;
  }

  /// {@return what Go says of it: `listen tcp 127.0.0.1:2379: bind: address already in use`}
  private static BindException cannotListen(MemberUrl url, Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String words = String.valueOf(cause.getMessage());
    // The system's words alone, without the call that failed.
    words = words.substring(words.lastIndexOf(": ") + 1).strip();
    BindException told =
        new BindException(
            "listen %s %s: bind: %s"
                .formatted(
                    url.scheme().local() ? "unix" : "tcp",
                    url.address(),
                    words.toLowerCase(Locale.ROOT)));
    var _ = told.initCause(failure);
    return told;
  }

  /// {@return where the ports are: those of the client URLs, then HTTP, then metrics}
  public List<SocketAddress> addresses() {
    return List.copyOf(addresses);
  }

  /// {@return the open connections, however far they have come}
  public int connectionCount() {
    return connections.size();
  }

  @Override
  public void close() {
    stop(Duration.ZERO);
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
