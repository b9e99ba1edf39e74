package io.fireweed.server.door;

import com.google.protobuf.MessageLite;
import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.server.member.ClusterView;
import io.fireweed.server.member.Member;
import io.fireweed.server.metrics.Counter;
import io.fireweed.server.metrics.MemberMetrics;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What every gRPC call passes before its service sees it.
///
/// | what | answer |
/// |---|---|
/// | the member is a learner and the call is not for one | `rpc not supported for learner` |
/// | `client-api-version` is no UTF-8 | `invalid client api version` |
/// | `hasleader: true` without a leader | `no leader`, for streams also later: [LeaderWatch] |
/// | a unary call takes long | answered, and told in the log: `request stats` |
public final class CallGuard implements ServerInterceptor {
  private static final Metadata.Key<byte[]> CLIENT_VERSION =
      GrpcSeam.rawHeader("client-api-version");
  private static final Metadata.Key<String> HAS_LEADER =
      Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

  private static final String SNAPSHOT = "etcdserverpb.Maintenance/Snapshot";
  private static final String STATUS = "etcdserverpb.Maintenance/Status";

  private final Member member;
  private final ClientVersions versions;
  private final LeaderWatch leaderWatch;
  private final SlowCalls slowCalls;
  private final RequestTimes times;

  /// @param warning unary calls that take longer are told
  public CallGuard(
      Member member, MemberMetrics metrics, LeaderWatch leaderWatch, Duration warning) {
    this.member = member;
    this.versions = new ClientVersions(metrics.clientRequests());
    this.leaderWatch = leaderWatch;
    this.slowCalls = new SlowCalls(warning);
    this.times = new RequestTimes(metrics.request());
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    String method = call.getMethodDescriptor().getFullMethodName();
    if (!method.startsWith("etcdserverpb.") && !method.startsWith("v3")) {
      return next.startCall(call, headers);
    }
    boolean unary = call.getMethodDescriptor().getType() == MethodType.UNARY;
    @Nullable EtcdError refusal = refusal(method, unary, headers);
    if (refusal != null) {
      call.close(refusal.status(), new Metadata());
      return new ServerCall.Listener<>() {};
    }
    boolean needsLeader = "true".equals(headers.get(HAS_LEADER));
    if (!unary) {
      return needsLeader
          ? leaderWatch.follow(call, guarded -> next.startCall(guarded, headers))
          : next.startCall(call, headers);
    }
    return follow(call, headers, next);
  }

  private @Nullable EtcdError refusal(String method, boolean unary, Metadata headers) {
    ClusterView cluster = member.cluster();
    if (cluster.role() == ClusterView.Role.LEARNER) {
      boolean mayPass = unary ? method.equals(STATUS) || isRange(method) : method.equals(SNAPSHOT);
      if (!mayPass) {
        return EtcdError.NOT_SUPPORTED_FOR_LEARNER;
      }
    }
    Optional<Counter> counter = versions.find(headers.get(CLIENT_VERSION), unary);
    if (counter.isEmpty()) {
      return EtcdError.INVALID_CLIENT_API_VERSION;
    }
    counter.get().increment();
    if (!cluster.hasLeader() && "true".equals(headers.get(HAS_LEADER))) {
      return EtcdError.NO_LEADER;
    }
    return null;
  }

  private static boolean isRange(String method) {
    return method.equals("etcdserverpb.KV/Range");
  }

  private <Q, R> ServerCall.Listener<Q> follow(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    UnaryCall<Q, R> followed = new UnaryCall<>(call, slowCalls, times);
    ServerCall.Listener<Q> listener = next.startCall(followed, headers);
    String method = call.getMethodDescriptor().getFullMethodName();
    boolean localOnly = isRange(method) && member.cluster().role() == ClusterView.Role.LEARNER;
    return new SimpleForwardingServerCallListener<>(listener) {
      private boolean refused;

      @Override
      public void onMessage(Q message) {
        followed.request = message;
        if (localOnly && message instanceof RangeRequest range && !range.getSerializable()) {
          refused = true;
          followed.close(EtcdError.NOT_SUPPORTED_FOR_LEARNER.status(), new Metadata());
          return;
        }
        super.onMessage(message);
      }

      @Override
      public void onHalfClose() {
        if (!refused) {
          super.onHalfClose();
        }
      }
    };
  }

  private static final class UnaryCall<Q, R> extends SimpleForwardingServerCall<Q, R> {
    private final SlowCalls slowCalls;
    private final RequestTimes times;
    private final long startNanos = System.nanoTime();
    private @Nullable Object request;
    private int responseBytes = -1;

    UnaryCall(ServerCall<Q, R> call, SlowCalls slowCalls, RequestTimes times) {
      super(call);
      this.times = times;
      this.slowCalls = slowCalls;
    }

    @Override
    public void sendMessage(R message) {
      if (message instanceof MessageLite known) {
        responseBytes = known.getSerializedSize();
      }
      super.sendMessage(message);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      super.close(status, trailers);
      long tookNanos = System.nanoTime() - startNanos;
      times.ended(getMethodDescriptor().getFullMethodName(), status, tookNanos);
      if (slowCalls.isSlow(tookNanos)) {
        slowCalls.log(
            getMethodDescriptor().getFullMethodName(),
            String.valueOf(getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)),
            tookNanos,
            request,
            responseBytes);
      }
    }
  }
}
