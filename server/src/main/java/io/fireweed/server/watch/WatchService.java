package io.fireweed.server.watch;

import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.WatchGrpc;
import io.fireweed.api.rpc.WatchRequest;
import io.fireweed.server.auth.Rights;
import io.fireweed.server.member.Member;
import io.fireweed.storage.watch.History;
import io.fireweed.storage.watch.WatchHub;
import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.ProtoUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/// The gRPC service `etcdserverpb.Watch` and the threads behind it.
///
/// Its methods never wait, so it may run on the event loops of the transport.
public final class WatchService implements BindableService, AutoCloseable {
  private static final Metadata.Key<String> HAS_LEADER =
      Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

  private static final int MAX_SENDERS = 4;

  private static final MethodDescriptor<WatchRequest, WatchReply> WATCH =
      MethodDescriptor.<WatchRequest, WatchReply>newBuilder()
          .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
          .setFullMethodName(WatchGrpc.getWatchMethod().getFullMethodName())
          .setRequestMarshaller(ProtoUtils.marshaller(WatchRequest.getDefaultInstance()))
          .setResponseMarshaller(WatchReply.MARSHALLER)
          .build();

  private final WatchHub hub;
  private final Rights rights;
  private final LeaderLoss leaderLoss;
  private final ProgressTimes progress;
  private final WatchTicker ticker;
  private final List<WatchSender> senders = new ArrayList<>();
  private final SendBudget budget = new SendBudget();
  private final Set<WatchStream> streams = ConcurrentHashMap.newKeySet();
  private final AtomicInteger opened = new AtomicInteger();
  private volatile boolean stopped;

  private WatchService(
      Member member,
      WatchHub hub,
      History history,
      Rights rights,
      WatchLimits limits,
      RandomGenerator random) {
    this.hub = hub;
    this.rights = rights;
    this.leaderLoss = new LeaderLoss(member, limits.electionTimeout().toNanos());
    this.progress = new ProgressTimes(limits.progressInterval().toNanos(), random);
    this.ticker = new WatchTicker(hub, history, progress, leaderLoss);
    int count = Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, MAX_SENDERS);
    for (int i = 0; i < count; i++) {
      ReplyWriter writer = new ReplyWriter(member, history, limits.fragmentBytes());
      senders.add(new WatchSender(writer, "watch-sender-" + i));
    }
  }

  /// Starts the threads.
  ///
  /// @param hub told of every change by the state that `history` reads
  /// @param random for the times at which streams are told of progress
  public static WatchService start(
      Member member,
      WatchHub hub,
      History history,
      Rights rights,
      WatchLimits limits,
      RandomGenerator random) {
    WatchService service = new WatchService(member, hub, history, rights, limits, random);
    service.senders.forEach(WatchSender::start);
    service.ticker.start();
    return service;
  }

  @Override
  public ServerServiceDefinition bindService() {
    return ServerServiceDefinition.builder(WatchGrpc.SERVICE_NAME)
        .addMethod(WATCH, this::open)
        .build();
  }

  /// {@return how many streams are open}
  public int streamCount() {
    return streams.size();
  }

  /// {@return about how many bytes wait for clients to take them}
  public long heldBytes() {
    return budget.heldBytes();
  }

  /// {@return about how many events wait for clients to take them}
  public long heldEventCount() {
    return budget.heldEventCount();
  }

  /// {@return how many events were sent}
  public long sentEventCount() {
    return budget.sentEventCount();
  }

  /// {@return what ends streams when the leader is lost, for other services to use}
  public LeaderLoss leaderLoss() {
    return leaderLoss;
  }

  private ServerCall.Listener<WatchRequest> open(
      ServerCall<WatchRequest, WatchReply> call, Metadata headers) {
    boolean needsLeader = "true".equals(headers.get(HAS_LEADER));
    if (stopped || (needsLeader && !leaderLoss.hasLeader())) {
      call.close((stopped ? EtcdError.STOPPED : EtcdError.NO_LEADER).status(), new Metadata());
      return new ServerCall.Listener<>() {};
    }
    int turn = Math.floorMod(opened.getAndIncrement(), senders.size());
    WatchStream stream = new WatchStream(call, this, senders.get(turn));
    streams.add(stream);
    if (needsLeader) {
      stream.requireLeader();
    }
    stream.begin();
    return stream;
  }

  WatchHub hub() {
    return hub;
  }

  Rights rights() {
    return rights;
  }

  SendBudget budget() {
    return budget;
  }

  void wake() {
    ticker.wake();
  }

  void progress(WatchStream stream) {
    if (progress.add(stream, System.nanoTime())) {
      ticker.wake();
    }
  }

  void forget(WatchStream stream) {
    streams.remove(stream);
    progress.remove(stream);
  }

  /// Ends all streams, as a member that stops does, and the threads.
  @Override
  public void close() {
    stopped = true;
    for (WatchStream stream : streams) {
      stream.end(EtcdError.STOPPED.status());
    }
    ticker.close();
    senders.forEach(WatchSender::close);
  }
}
