package io.fireweed.client;

import io.fireweed.api.rpc.LeaseGrpc;
import io.fireweed.api.rpc.LeaseKeepAliveRequest;
import io.fireweed.api.rpc.LeaseKeepAliveResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Renews leases over one stream, which is opened again at the next member when it breaks or when a
/// member does not answer. For one thread.
public final class LeaseRenewals implements AutoCloseable {
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);
  private static final Duration REOPEN_PAUSE = Duration.ofMillis(100);

  private final ClusterCalls calls;
  private Endpoint endpoint;
  private @Nullable DuplexCall<LeaseKeepAliveRequest, LeaseKeepAliveResponse> stream;

  private LeaseRenewals(ClusterCalls calls) {
    this.calls = calls;
    this.endpoint = calls.firstEndpoint();
  }

  static LeaseRenewals open(ClusterCalls calls) {
    return new LeaseRenewals(calls);
  }

  /// Renews a lease. {@return the answer; its time to live is 0 when there is no such lease}
  ///
  /// @param limit how long members are asked, one after the other
  public LeaseKeepAliveResponse renew(long leaseId, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    LeaseKeepAliveRequest request = LeaseKeepAliveRequest.newBuilder().setID(leaseId).build();
    while (true) {
      long leftNanos = end - System.nanoTime();
      try {
        DuplexCall<LeaseKeepAliveRequest, LeaseKeepAliveResponse> current = stream();
        current.send(request);
        long waitNanos = Math.clamp(leftNanos, 1, ANSWER_LIMIT.toNanos());
        Optional<LeaseKeepAliveResponse> answer = current.next(Duration.ofNanos(waitNanos));
        if (answer.isPresent()) {
          return answer.get();
        }
        if (leftNanos <= ANSWER_LIMIT.toNanos()) {
          throw Status.DEADLINE_EXCEEDED.withDescription("no answer").asRuntimeException();
        }
      } catch (StatusRuntimeException e) {
        boolean again =
            e.getStatus().getCode() == Status.Code.UNAVAILABLE
                || e.getStatus().getCode() == Status.Code.INTERNAL
                || CallFaults.wantsLogin(e);
        if (!again || leftNanos <= REOPEN_PAUSE.toNanos()) {
          throw CallFaults.of("renewal of a lease", endpoint, e);
        }
        if (CallFaults.wantsLogin(e)) {
          calls.forgetToken();
        }
        Thread.sleep(REOPEN_PAUSE);
      }
      close();
      endpoint = calls.after(endpoint);
    }
  }

  @Override
  public void close() {
    if (stream != null) {
      stream.close();
      stream = null;
    }
  }

  private DuplexCall<LeaseKeepAliveRequest, LeaseKeepAliveResponse> stream() {
    DuplexCall<LeaseKeepAliveRequest, LeaseKeepAliveResponse> current = stream;
    if (current == null) {
      current = DuplexCall.open(calls.withLeader(endpoint), LeaseGrpc.getLeaseKeepAliveMethod());
      stream = current;
    }
    return current;
  }

  /// {@return how long to wait before the next renewal: a third of the life that is left}
  public static Duration pause(long timeToLiveSeconds) {
    return Duration.ofSeconds(Math.max(0, timeToLiveSeconds))
        .dividedBy(3)
        .plus(timeToLiveSeconds <= 1 ? Duration.ofMillis(200) : Duration.ZERO);
  }
}
