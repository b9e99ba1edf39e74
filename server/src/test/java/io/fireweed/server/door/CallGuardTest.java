package io.fireweed.server.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.InternalRaftRequest;
import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.WatchGrpc;
import io.fireweed.api.rpc.WatchRequest;
import io.fireweed.api.rpc.WatchResponse;
import io.fireweed.fixtures.Eventually;
import io.fireweed.format.raftlog.ConfChange;
import io.fireweed.server.member.ClusterView;
import io.fireweed.server.member.Member;
import io.fireweed.server.metrics.Metrics;
import io.fireweed.server.state.StateReads;
import io.fireweed.storage.apply.Answered;
import io.fireweed.storage.auth.AuthStore.Caller;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CallGuardTest {
  private final StandingMember member = new StandingMember();
  private final Metrics metrics = Metrics.basic();
  private final TinyServices services = new TinyServices();
  private final LeaderWatch leaderWatch = new LeaderWatch(member);
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void open() throws IOException {
    CallGuard guard = new CallGuard(member, metrics.member(), leaderWatch, Duration.ofMillis(300));
    String name = InProcessServerBuilder.generateName();
    InProcessServerBuilder builder = InProcessServerBuilder.forName(name).directExecutor();
    services
        .all()
        .forEach(service -> builder.addService(ServerInterceptors.intercept(service, guard)));
    server = builder.build().start();
    channel = InProcessChannelBuilder.forName(name).directExecutor().build();
  }

  @AfterEach
  void close() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  private KVGrpc.KVBlockingStub keys(String header, String value) {
    Metadata metadata = new Metadata();
    metadata.put(Metadata.Key.of(header, Metadata.ASCII_STRING_MARSHALLER), value);
    return KVGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
  }

  private static void assertRefused(Runnable call, EtcdError error) {
    assertThatThrownBy(call::run)
        .satisfies(
            failure -> {
              Status status = Status.fromThrowable(failure);
              assertThat(status.getDescription()).isEqualTo(error.text());
              assertThat(status.getCode()).isEqualTo(error.code());
            });
  }

  @Test
  void whoNeedsALeaderIsRefusedWithoutOne() {
    PutRequest put = PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("k")).build();
    var unused = keys("hasleader", "true").put(put);
    member.stands(new ClusterView(1, 0, 1, 1, ClusterView.Role.VOTER));
    assertRefused(() -> keys("hasleader", "true").put(put), EtcdError.NO_LEADER);
    var answered = keys("hasleader", "false").put(put);
    assertThat(answered.getHeader().getRevision()).isEqualTo(unused.getHeader().getRevision());
  }

  @Test
  void aLearnerAnswersLittle() {
    member.stands(new ClusterView(1, 2, 1, 1, ClusterView.Role.LEARNER));
    KVGrpc.KVBlockingStub keys = KVGrpc.newBlockingStub(channel);
    RangeRequest range = RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("k")).build();
    assertThat(keys.range(range.toBuilder().setSerializable(true).build()).getCount()).isZero();
    assertRefused(() -> keys.range(range), EtcdError.NOT_SUPPORTED_FOR_LEARNER);
    assertRefused(
        () -> keys.put(PutRequest.getDefaultInstance()), EtcdError.NOT_SUPPORTED_FOR_LEARNER);
    Watcher watcher = new Watcher();
    WatchGrpc.newStub(channel).watch(watcher);
    assertThat(watcher.ended.get().getDescription())
        .isEqualTo(EtcdError.NOT_SUPPORTED_FOR_LEARNER.text());
  }

  @Test
  void clientsAreCountedByTheirVersion() {
    RangeRequest range = RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("k")).build();
    var unused = keys("client-api-version", "3.5.13").range(range);
    assertThat(unused.getCount()).isZero();
    assertThat(new String(metrics.text(), StandardCharsets.UTF_8))
        .contains(
            "etcd_server_client_requests_total{client_api_version=\"3.5.13\",type=\"unary\"} 1");
  }

  @Test
  void aStreamThatNeedsALeaderEndsWhenThereIsNoneForThreeLooks() {
    Metadata metadata = new Metadata();
    metadata.put(Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER), "true");
    Watcher demanding = new Watcher();
    WatchGrpc.newStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
        .watch(demanding)
        .onNext(WatchRequest.getDefaultInstance());
    Watcher patient = new Watcher();
    WatchGrpc.newStub(channel).watch(patient).onNext(WatchRequest.getDefaultInstance());
    member.stands(new ClusterView(1, 0, 1, 1, ClusterView.Role.VOTER));
    leaderWatch.look();
    leaderWatch.look();
    member.stands(new ClusterView(1, 2, 1, 1, ClusterView.Role.VOTER));
    leaderWatch.look();
    member.stands(new ClusterView(1, 0, 1, 1, ClusterView.Role.VOTER));
    leaderWatch.look();
    leaderWatch.look();
    assertThat(demanding.ended.get()).isNull();
    leaderWatch.look();
    assertThat(demanding.ended.get().getDescription()).isEqualTo(EtcdError.NO_LEADER.text());
    assertThat(patient.ended.get()).isNull();
    Eventually.within(
        Duration.ofSeconds(60),
        () -> "the service was not told",
        () -> services.openWatches() == 1);
  }

  private static final class Watcher implements StreamObserver<WatchResponse> {
    private final AtomicReference<Status> ended = new AtomicReference<>();

    @Override
    public void onNext(WatchResponse response) {
      // Only the end matters.
    }

    @Override
    public void onError(Throwable failure) {
      ended.set(Status.fromThrowable(failure));
    }

    @Override
    public void onCompleted() {
      ended.set(Status.OK);
    }
  }

  /// A member of which nothing but its standing is asked.
  private static final class StandingMember implements Member {
    private volatile ClusterView view = new ClusterView(1, 2, 1, 1, ClusterView.Role.VOTER);

    void stands(ClusterView other) {
      view = other;
    }

    @Override
    public long clusterId() {
      return 1;
    }

    @Override
    public long id() {
      return 2;
    }

    @Override
    public ClusterView cluster() {
      return view;
    }

    @Override
    public StateReads state() {
      throw new UnsupportedOperationException("not asked here");
    }

    @Override
    public CompletableFuture<Answered> propose(InternalRaftRequest.Builder request, Caller caller) {
      throw new UnsupportedOperationException("not asked here");
    }

    @Override
    public CompletableFuture<Answered> proposeChange(ConfChange change) {
      throw new UnsupportedOperationException("not asked here");
    }

    @Override
    public CompletableFuture<Void> readBarrier() {
      throw new UnsupportedOperationException("not asked here");
    }

    @Override
    public CompletableFuture<Void> moveLeader(long target) {
      throw new UnsupportedOperationException("not asked here");
    }
  }
}
