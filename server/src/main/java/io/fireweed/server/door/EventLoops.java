package io.fireweed.server.door;

import io.fireweed.server.config.MemberUrl;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// The network threads: on Linux's epoll where it can be loaded, else on the JDK's selectors.
final class EventLoops {
  private static final boolean EPOLL = Epoll.isAvailable();

  private final EventLoopGroup group;

  EventLoops(int threads) {
    group =
        new MultiThreadIoEventLoopGroup(
            threads,
            new DefaultThreadFactory("client-io", true),
            EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }

  EventLoopGroup group() {
    return group;
  }

  static ChannelFactory<? extends ServerChannel> serverChannel(MemberUrl url) {
    if (url.scheme().local()) {
      return EPOLL ? EpollServerDomainSocketChannel::new : NioServerDomainSocketChannel::new;
    }
    return EPOLL ? EpollServerSocketChannel::new : NioServerSocketChannel::new;
  }

  static SocketAddress address(MemberUrl url) {
    if (url.scheme().local()) {
      return EPOLL
          ? new DomainSocketAddress(url.host())
          : UnixDomainSocketAddress.of(Path.of(url.host()));
    }
    return url.host().isEmpty()
        ? new InetSocketAddress(url.port())
        : new InetSocketAddress(url.host(), url.port());
  }

  static boolean isEpoll() {
    return EPOLL;
  }

  void stop() {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
  }
}
