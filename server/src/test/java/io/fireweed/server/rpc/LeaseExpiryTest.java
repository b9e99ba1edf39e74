package io.fireweed.server.rpc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.AuthEnableRequest;
import io.fireweed.api.rpc.AuthGrpc;
import io.fireweed.api.rpc.AuthUserAddRequest;
import io.fireweed.api.rpc.AuthUserGrantRoleRequest;
import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.api.rpc.LeaseGrantRequest;
import io.fireweed.api.rpc.LeaseGrpc;
import io.fireweed.api.rpc.LeaseKeepAliveRequest;
import io.fireweed.api.rpc.LeaseKeepAliveResponse;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.fixtures.Eventually;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Leases by the clock on the wall: for seconds, because etcd has none shorter.
@Timeout(300)
class LeaseExpiryTest {
  private static final long KEPT_SECONDS = 5;

  @TempDir Path work;

  @Test
  void aLeaseEndsWithItsKeysUnlessItIsKeptAlive() throws Exception {
    try (OneMember member = new OneMember(work.resolve("m"))) {
      grantWithKey(member, 7, KEPT_SECONDS, "kept");
      grantWithKey(member, 8, 1, "left");
      BlockingQueue<Long> ttls = new LinkedBlockingQueue<>();
      StreamObserver<LeaseKeepAliveRequest> renewals = keepAlive(member, ttls);
      long began = System.nanoTime();
      long renewed = began;
      while (isThere(member, 8) || renewed - began < 2 * SECONDS.toNanos(KEPT_SECONDS)) {
        renewals.onNext(LeaseKeepAliveRequest.newBuilder().setID(7).build());
        Long ttl = ttls.poll(60, SECONDS);
        assumeThat(System.nanoTime() - renewed)
            .as("how long this machine stood still")
            .isLessThan(SECONDS.toNanos(KEPT_SECONDS));
        assertThat(ttl).isEqualTo(KEPT_SECONDS);
        renewed = System.nanoTime();
        Thread.sleep(100);
      }
      assertThat(liveKeys(member)).isEqualTo(1);
      renewals.onNext(LeaseKeepAliveRequest.newBuilder().setID(8).build());
      assertThat(ttls.poll(60, SECONDS)).isZero();
      renewals.onCompleted();
    }
  }

  @Test
  void aLeaseEndsWhileAuthIsOn() throws Exception {
    try (OneMember member = new OneMember(work.resolve("m"))) {
      grantWithKey(member, 8, 1, "left");
      turnAuthOn(member);
      Eventually.within(
          Duration.ofSeconds(120), () -> "the lease lives on", () -> !isThere(member, 8));
      assertThat(liveKeys(member)).isZero();
    }
  }

  private static void grantWithKey(OneMember member, long lease, long seconds, String key) {
    var _ =
        LeaseGrpc.newBlockingStub(member.channel())
            .leaseGrant(LeaseGrantRequest.newBuilder().setID(lease).setTTL(seconds).build());
    var _ =
        KVGrpc.newBlockingStub(member.channel())
            .put(
                PutRequest.newBuilder()
                    .setKey(ByteString.copyFromUtf8(key))
                    .setLease(lease)
                    .build());
  }

  private static void turnAuthOn(OneMember member) {
    AuthGrpc.AuthBlockingStub auth = AuthGrpc.newBlockingStub(member.channel());
    var _ = auth.userAdd(AuthUserAddRequest.newBuilder().setName("root").build());
    var _ =
        auth.userGrantRole(
            AuthUserGrantRoleRequest.newBuilder().setUser("root").setRole("root").build());
    var _ = auth.authEnable(AuthEnableRequest.getDefaultInstance());
  }

  private static boolean isThere(OneMember member, long lease) {
    return member.member().state().look(tables -> tables.leases().contains(lease));
  }

  private static long liveKeys(OneMember member) {
    return member.member().state().look(tables -> tables.keys().index().liveKeys());
  }

  private static StreamObserver<LeaseKeepAliveRequest> keepAlive(
      OneMember member, BlockingQueue<Long> ttls) {
    return LeaseGrpc.newStub(member.channel())
        .leaseKeepAlive(
            new StreamObserver<LeaseKeepAliveResponse>() {
              @Override
              public void onNext(LeaseKeepAliveResponse response) {
                ttls.add(response.getTTL());
              }

              @Override
              public void onError(Throwable failure) {
                ttls.add(Long.MIN_VALUE);
              }

              @Override
              public void onCompleted() {}
            });
  }
}
