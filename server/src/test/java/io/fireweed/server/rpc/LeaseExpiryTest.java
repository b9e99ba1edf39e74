package io.fireweed.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Leases by the clock on the wall: for seconds, because etcd has none shorter.
@Timeout(90)
class LeaseExpiryTest {
  private static final long SHORTEST_SECONDS = 2;

  @TempDir Path work;

  @Test
  void aLeaseEndsWithItsKeysUnlessItIsKeptAlive() throws Exception {
    try (OneMember member = new OneMember(work.resolve("m"))) {
      grantWithKey(member, 7, "kept");
      grantWithKey(member, 8, "left");
      BlockingQueue<Long> ttls = new LinkedBlockingQueue<>();
      StreamObserver<LeaseKeepAliveRequest> renewals = keepAlive(member, ttls);
      for (int i = 0; i < 200 && isThere(member, 8); i++) {
        renewals.onNext(LeaseKeepAliveRequest.newBuilder().setID(7).build());
        assertThat(ttls.poll(10, TimeUnit.SECONDS)).isEqualTo(SHORTEST_SECONDS);
        Thread.sleep(100);
      }
      assertThat(isThere(member, 8)).isFalse();
      assertThat(liveKeys(member)).isEqualTo(1);
      renewals.onNext(LeaseKeepAliveRequest.newBuilder().setID(8).build());
      assertThat(ttls.poll(10, TimeUnit.SECONDS)).isZero();
      renewals.onCompleted();
    }
  }

  @Test
  void aLeaseEndsWhileAuthIsOn() throws Exception {
    try (OneMember member = new OneMember(work.resolve("m"))) {
      grantWithKey(member, 8, "left");
      turnAuthOn(member);
      for (int i = 0; i < 200 && isThere(member, 8); i++) {
        Thread.sleep(100);
      }
      assertThat(isThere(member, 8)).isFalse();
      assertThat(liveKeys(member)).isZero();
    }
  }

  private static void grantWithKey(OneMember member, long lease, String key) {
    var _ =
        LeaseGrpc.newBlockingStub(member.channel())
            .leaseGrant(LeaseGrantRequest.newBuilder().setID(lease).setTTL(1).build());
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
