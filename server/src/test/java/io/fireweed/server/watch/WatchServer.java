package io.fireweed.server.watch;

import io.fireweed.server.auth.Rights;
import io.fireweed.server.state.RefusedCall;
import io.fireweed.storage.auth.AuthStore.Caller;
import io.fireweed.storage.mvcc.KeyRange;
import io.fireweed.storage.watch.WatchHub;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Our Watch service alone on a port, its handlers on the event loops, over keys in memory.
final class WatchServer implements AutoCloseable {
  final WatchedStore store = new WatchedStore();
  final StillMember member = new StillMember();
  final WatchHub hub = new WatchHub(store.revision(), -1);
  final WatchService service;
  final WatchPeer.Ours peer;
  private final Server server;
  private final ManagedChannel channel;

  private WatchServer(WatchLimits limits, Rights rights) throws IOException {
    store.listener(hub);
    service = WatchService.start(member, hub, store, rights, limits, new Random(1));
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
            .directExecutor()
            .addService(service)
            .build()
            .start();
    channel = channel("127.0.0.1:" + server.getPort());
    peer = new WatchPeer.Ours(channel, store);
  }

  static WatchServer start() throws IOException {
    return new WatchServer(WatchLimits.DEFAULT, new Everything());
  }

  static WatchServer start(WatchLimits limits) throws IOException {
    return new WatchServer(limits, new Everything());
  }

  static WatchServer start(Rights rights) throws IOException {
    return new WatchServer(WatchLimits.DEFAULT, rights);
  }

  int port() {
    return server.getPort();
  }

  static ManagedChannel channel(String address) {
    return NettyChannelBuilder.forTarget(address)
        .usePlaintext()
        .maxInboundMessageSize(64 << 20)
        .build();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    service.close();
    server.shutdownNow();
    try {
      server.awaitTermination(60, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Auth is off.
  private static class Everything implements Rights {
    @Override
    public Caller caller() {
      return Caller.NOBODY;
    }

    @Override
    public void requireRead(Caller caller, KeyRange range) {}

    @Override
    public void requireUser(Caller caller) {}

    @Override
    public void requireRoot(Caller caller) {}

    @Override
    public void requireUnchanged(Caller caller) {}
  }

  /// Whoever asks is refused with what the function says.
  static Rights refusing(Function<KeyRange, RefusedCall> answer) {
    return new Everything() {
      @Override
      public void requireRead(Caller caller, KeyRange range) {
        throw answer.apply(range);
      }
    };
  }
}
