package io.fireweed.it.conformance;

import static io.fireweed.it.conformance.Accounts.addRole;
import static io.fireweed.it.conformance.Accounts.addUser;
import static io.fireweed.it.conformance.Accounts.allow;
import static io.fireweed.it.conformance.Accounts.grant;
import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.api.rpc.LeaseGrantRequest;
import io.fireweed.api.rpc.LeaseGrantResponse;
import io.fireweed.api.rpc.LeaseGrpc;
import io.fireweed.api.rpc.LeaseKeepAliveRequest;
import io.fireweed.api.rpc.LeaseKeepAliveResponse;
import io.fireweed.api.rpc.LeaseLeasesRequest;
import io.fireweed.api.rpc.LeaseLeasesResponse;
import io.fireweed.api.rpc.LeaseRevokeRequest;
import io.fireweed.api.rpc.LeaseRevokeResponse;
import io.fireweed.api.rpc.LeaseTimeToLiveRequest;
import io.fireweed.api.rpc.LeaseTimeToLiveResponse;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.PutResponse;
import io.fireweed.api.rpc.auth.Permission;
import io.fireweed.fixtures.Eventually;
import io.fireweed.it.served.Ask;
import io.fireweed.it.served.Client;
import io.fireweed.it.served.Release;
import io.fireweed.it.served.Subject;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Which leases a user may use. The user `v` with the role `s` may do everything with the key `v`.
@EverySubject
class LeaseRightsIT extends GuardedServer {
  LeaseRightsIT(Subject subject) {
    super(subject);
  }

  private Client root;
  private Client user;
  private Client v;

  @BeforeEach
  void begin() {
    addUser("v", "v").by(client);
    addRole("s").by(client);
    grant("v", "s").by(client);
    allow("s", Permission.Type.READWRITE, key("v")).by(client);
    root = guard();
    user = user();
    v = nobody.as("v", "v");
  }

  private static Call<LeaseGrantRequest, LeaseGrantResponse> lend(long id, long seconds) {
    return new Call<>(
        LeaseGrpc.getLeaseGrantMethod(),
        LeaseGrantRequest.newBuilder().setID(id).setTTL(seconds).build());
  }

  private static Call<LeaseRevokeRequest, LeaseRevokeResponse> end(long id) {
    return new Call<>(
        LeaseGrpc.getLeaseRevokeMethod(), LeaseRevokeRequest.newBuilder().setID(id).build());
  }

  private static Call<LeaseKeepAliveRequest, LeaseKeepAliveResponse> renew(long id) {
    return new Call<>(
        LeaseGrpc.getLeaseKeepAliveMethod(), LeaseKeepAliveRequest.newBuilder().setID(id).build());
  }

  private static Call<LeaseTimeToLiveRequest, LeaseTimeToLiveResponse> look(long id) {
    return new Call<>(
        LeaseGrpc.getLeaseTimeToLiveMethod(),
        LeaseTimeToLiveRequest.newBuilder().setID(id).build());
  }

  private static Call<LeaseTimeToLiveRequest, LeaseTimeToLiveResponse> lookAtKeys(long id) {
    return new Call<>(
        LeaseGrpc.getLeaseTimeToLiveMethod(),
        LeaseTimeToLiveRequest.newBuilder().setID(id).setKeys(true).build());
  }

  private static Call<LeaseLeasesRequest, LeaseLeasesResponse> list() {
    return new Call<>(LeaseGrpc.getLeaseLeasesMethod(), LeaseLeasesRequest.getDefaultInstance());
  }

  private Call<PutRequest, PutResponse> put(String name, long lease) {
    return new Call<>(KVGrpc.getPutMethod(), Ask.put(key(name), "1").setLease(lease).build());
  }

  @Test
  void aLeaseWithoutKeysIsForEveryUser() {
    lend(lease(1), 1000).by(v);
    assertThat(list().by(user).getLeasesList()).anyMatch(lease -> lease.getID() == lease(1));
    assertThat(renew(lease(1)).by(user).getTTL()).isEqualTo(1000);
    assertThat(lookAtKeys(lease(1)).by(user).getGrantedTTL()).isEqualTo(1000);
    end(lease(1)).by(user);
  }

  @Test
  void aKeyGuardsTheLeaseItIsOn() {
    if (isBefore(Release.V3_5)) {
      return; // 3.4 asks less
    }
    lend(lease(1), 1000).by(v);
    put("a", lease(1)).by(user);
    end(lease(1)).refusedTo(v, EtcdError.PERMISSION_DENIED);
    lookAtKeys(lease(1)).refusedTo(v, EtcdError.PERMISSION_DENIED);
    renew(lease(1)).refusedTo(v, EtcdError.PERMISSION_DENIED);
    assertThat(look(lease(1)).by(v).getGrantedTTL()).isEqualTo(1000);
    assertThat(lookAtKeys(lease(1)).by(user).getKeysList()).containsExactly(Ask.bytes(key("a")));
    assertThat(lookAtKeys(lease(1)).by(root).getKeysCount()).isEqualTo(1);
    assertThat(renew(lease(1)).by(user).getTTL()).isEqualTo(1000);
    allow("s", Permission.Type.READ, key("a")).by(root);
    lookAtKeys(lease(1)).by(v);
    renew(lease(1)).refusedTo(v, EtcdError.PERMISSION_DENIED);
    end(lease(1)).refusedTo(v, EtcdError.PERMISSION_DENIED);
    allow("s", Permission.Type.WRITE, key("a")).by(root);
    lookAtKeys(lease(1)).refusedTo(v, EtcdError.PERMISSION_DENIED);
    renew(lease(1)).by(v);
    end(lease(1)).by(v);
  }

  @Test
  void aKeyIsPutOnALeaseOnlyByWhoMayWriteAllItsKeys() {
    if (isBefore(Release.V3_5)) {
      return; // 3.4 asks less
    }
    lend(lease(1), 1000).by(v);
    put("v", lease(1)).by(v);
    put("v", lease(1)).by(v);
    put("a", lease(1)).by(user);
    put("v", lease(1)).refusedTo(v, EtcdError.PERMISSION_DENIED);
    new Call<>(
            KVGrpc.getTxnMethod(),
            Ask.txn().addSuccess(Ask.op(Ask.put(key("v"), "2").setLease(lease(1)))).build())
        .refusedTo(v, EtcdError.PERMISSION_DENIED);
    put("v", 0).by(v);
    put("v", lease(1)).refusedTo(v, EtcdError.PERMISSION_DENIED);
    assertThat(lookAtKeys(lease(1)).by(root).getKeysList()).containsExactly(Ask.bytes(key("a")));
    put("missing", lease(7)).refusedTo(user, EtcdError.LEASE_NOT_FOUND);
  }

  @Test
  void whoSaysNoNameMayNotUseLeases() {
    if (isBefore(Release.V3_5)) {
      return; // 3.4 asks less
    }
    lend(lease(1), 1000).by(root);
    lend(lease(2), 1000).refusedTo(nobody, EtcdError.USER_EMPTY);
    list().refusedTo(nobody, EtcdError.USER_EMPTY);
    renew(lease(1)).refusedTo(nobody, EtcdError.USER_EMPTY);
    look(lease(1)).refusedTo(nobody, EtcdError.USER_EMPTY);
    lookAtKeys(lease(1)).refusedTo(nobody, EtcdError.USER_EMPTY);
    end(lease(1)).refusedTo(nobody, EtcdError.USER_EMPTY);
    Client stranger = nobody.with("token", "x.1");
    lend(lease(2), 1000).refusedTo(stranger, EtcdError.INVALID_AUTH_TOKEN);
    list().refusedTo(stranger, EtcdError.INVALID_AUTH_TOKEN);
    renew(lease(1)).refusedTo(stranger, EtcdError.INVALID_AUTH_TOKEN);
    look(lease(1)).refusedTo(stranger, EtcdError.INVALID_AUTH_TOKEN);
    end(lease(1)).refusedTo(stranger, EtcdError.INVALID_AUTH_TOKEN);
  }

  @Test
  void rootEndsAnyLease() {
    lend(lease(1), 1000).by(user);
    put("a", lease(1)).by(user);
    end(lease(1)).by(root);
    assertThat(root.range(Ask.range(key("a"))).getCount()).isZero();
    end(lease(1)).refusedTo(root, EtcdError.LEASE_NOT_FOUND);
    end(lease(1)).refusedTo(user, EtcdError.LEASE_NOT_FOUND);
    assertThat(look(lease(1)).by(user).getTTL()).isEqualTo(-1);
    assertThat(renew(lease(1)).by(user).getTTL()).isZero();
  }

  @Test
  void aLeaseEndsInItsTimeWhoeverIsAsked() {
    lend(lease(1), 4).by(user);
    put("a", lease(1)).by(user);
    Eventually.within(
        Duration.ofSeconds(60),
        () -> "expired",
        () -> root.range(Ask.range(key("a"))).getCount() == 0);
  }
}
