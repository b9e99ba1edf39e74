package io.fireweed.it.conformance;

import static io.fireweed.it.served.Ask.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.LeaseGrantRequest;
import io.fireweed.api.rpc.LeaseGrantResponse;
import io.fireweed.api.rpc.LeaseGrpc;
import io.fireweed.api.rpc.LeaseLeasesRequest;
import io.fireweed.api.rpc.LeaseRevokeRequest;
import io.fireweed.api.rpc.LeaseStatus;
import io.fireweed.api.rpc.LeaseTimeToLiveRequest;
import io.fireweed.api.rpc.LeaseTimeToLiveResponse;
import io.fireweed.api.rpc.mvcc.Event;
import io.fireweed.fixtures.Eventually;
import io.fireweed.it.served.Ask;
import io.fireweed.it.served.Subject;
import io.fireweed.it.served.WatchStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Leases: granted, renewed, revoked, expired.
@EverySubject
class LeasesIT extends SharedServer {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long LARGEST_SECONDS = 9_000_000_000L;

  LeasesIT(Subject subject) {
    super(subject);
  }

  private List<Long> leases() {
    return client
        .call(LeaseGrpc.getLeaseLeasesMethod(), LeaseLeasesRequest.getDefaultInstance())
        .getLeasesList()
        .stream()
        .map(LeaseStatus::getID)
        .toList();
  }

  @Test
  void anIdIsTakenOnceOrChosenByTheServer() {
    LeaseGrantResponse granted = client.grant(lease(1), 1000);
    assertThat(granted.getID()).isEqualTo(lease(1));
    assertThat(granted.getTTL()).isEqualTo(1000);
    assertThat(granted.getError()).isEmpty();
    client.refuses(
        EtcdError.LEASE_EXISTS,
        LeaseGrpc.getLeaseGrantMethod(),
        LeaseGrantRequest.newBuilder().setID(lease(1)).setTTL(5).build());
    long chosen = client.grant(0, 1000).getID();
    assertThat(chosen).isPositive();
    assertThat(client.grant(-lease(2), 1000).getID()).isEqualTo(-lease(2));
    assertThat(leases()).contains(lease(1), chosen, -lease(2));
  }

  @Test
  void timesAreRaisedToTheSmallestAndLimitedByTheLargest() {
    assertThat(client.grant(lease(1), 0).getTTL()).isEqualTo(2);
    assertThat(client.grant(lease(2), -5).getTTL()).isEqualTo(2);
    assertThat(client.grant(lease(3), 1).getTTL()).isEqualTo(2);
    assertThat(client.grant(lease(4), LARGEST_SECONDS).getTTL()).isEqualTo(LARGEST_SECONDS);
    client.refuses(
        EtcdError.LEASE_TTL_TOO_LARGE,
        LeaseGrpc.getLeaseGrantMethod(),
        LeaseGrantRequest.newBuilder().setID(lease(5)).setTTL(LARGEST_SECONDS + 1).build());
  }

  @Test
  void anUnknownLeaseIsAnsweredByEachCallInItsWay() {
    client.refuses(
        EtcdError.LEASE_NOT_FOUND,
        LeaseGrpc.getLeaseRevokeMethod(),
        LeaseRevokeRequest.newBuilder().setID(lease(9)).build());
    client.refuses(
        EtcdError.LEASE_NOT_FOUND,
        LeaseGrpc.getLeaseRevokeMethod(),
        LeaseRevokeRequest.getDefaultInstance());
    assertThat(client.keepAlive(lease(9)).getTTL()).isZero();
    assertThat(client.keepAlive(lease(9)).getID()).isEqualTo(lease(9));
    LeaseTimeToLiveResponse answer = client.timeToLive(lease(9));
    assertThat(answer.getTTL()).isEqualTo(-1);
    assertThat(answer.getGrantedTTL()).isZero();
    assertThat(answer.getID()).isEqualTo(lease(9));
  }

  @Test
  void aRevokeDeletesItsKeysAtOneRevision() {
    client.grant(lease(1), 1000);
    client.put(Ask.put(key("b"), "1").setLease(lease(1)));
    client.put(Ask.put(key("a"), "1").setLease(lease(1)));
    long before = client.put(key("c"), "1");
    try (WatchStream stream = client.watch()) {
      stream.created(Ask.watchPrefix(key("")));
      assertThat(client.revoke(lease(1)).getHeader().getRevision()).isEqualTo(before + 1);
      List<Event> events = stream.next().getEventsList();
      assertThat(events.stream().map(event -> event.getKv().getKey()))
          .containsExactly(bytes(key("a")), bytes(key("b")));
      assertThat(events).allMatch(event -> event.getType() == Event.EventType.DELETE);
      assertThat(events).allMatch(event -> event.getKv().getModRevision() == before + 1);
    }
    assertThat(client.range(Ask.prefix(key(""))).getCount()).isEqualTo(1);
    assertThat(leases()).doesNotContain(lease(1));
    client.grant(lease(2), 1000);
    client.revoke(lease(2));
    assertThat(client.revision()).isEqualTo(before + 1);
  }

  @Test
  void aKeyBelongsToItsLastLease() {
    client.grant(lease(1), 1000);
    client.grant(lease(2), 1000);
    client.put(Ask.put(key("a"), "1").setLease(lease(1)));
    assertThat(client.timeToLive(lease(1)).getKeysList()).containsExactly(bytes(key("a")));
    client.put(Ask.put(key("a"), "2").setLease(lease(2)));
    assertThat(client.timeToLive(lease(1)).getKeysList()).isEmpty();
    client.revoke(lease(1));
    assertThat(client.range(Ask.range(key("a"))).getCount()).isEqualTo(1);
    client.delete(Ask.delete(key("a")));
    assertThat(client.timeToLive(lease(2)).getKeysList()).isEmpty();
    long before = client.revision();
    client.revoke(lease(2));
    assertThat(client.revision()).isEqualTo(before);
  }

  @Test
  void keysAreListedOnlyIfAskedFor() {
    client.grant(lease(1), 1000);
    client.put(Ask.put(key("a"), "1").setLease(lease(1)));
    LeaseTimeToLiveResponse answer =
        client.call(
            LeaseGrpc.getLeaseTimeToLiveMethod(),
            LeaseTimeToLiveRequest.newBuilder().setID(lease(1)).build());
    assertThat(answer.getKeysList()).isEmpty();
    assertThat(answer.getGrantedTTL()).isEqualTo(1000);
    assertThat(answer.getTTL()).isBetween(995L, 1000L);
  }

  @Test
  void aLeaseThatNobodyRenewsEndsWithItsKeys() {
    long start = System.nanoTime();
    client.grant(lease(1), 4);
    client.grant(lease(2), 4);
    client.put(Ask.put(key("a"), "1").setLease(lease(1)));
    client.put(Ask.put(key("b"), "1").setLease(lease(2)));
    try (WatchStream stream = client.watch()) {
      stream.created(Ask.watch(key("a")));
      while (stream.poll(Duration.ofMillis(400)).isEmpty()) {
        assertThat(client.keepAlive(lease(2)).getTTL()).isEqualTo(4);
        assertThat(System.nanoTime() - start).isLessThan(LIMIT.toNanos());
      }
      assertThat(System.nanoTime() - start).isGreaterThan(Duration.ofMillis(3900).toNanos());
    }
    assertThat(client.range(Ask.range(key("a"))).getCount()).isZero();
    assertThat(client.range(Ask.range(key("b"))).getCount()).isEqualTo(1);
    assertThat(client.timeToLive(lease(1)).getTTL()).isEqualTo(-1);
    assertThat(client.keepAlive(lease(1)).getTTL()).isZero();
  }

  @Test
  void aRenewalGivesTheFullTimeAgain() throws InterruptedException {
    client.grant(lease(1), 100);
    Thread.sleep(2100);
    long left = client.timeToLive(lease(1)).getTTL();
    assertThat(left).isBetween(60L, 98L);
    assertThat(client.keepAlive(lease(1)).getTTL()).isEqualTo(100);
    assertThat(client.timeToLive(lease(1)).getTTL()).isBetween(left + 1, 100L);
  }

  @Test
  void manyLeasesEndInTheirTime() {
    for (int i = 1; i <= 50; i++) {
      client.grant(lease(i), 4);
      client.put(Ask.put(key("k" + i), "1").setLease(lease(i)));
    }
    Eventually.within(
        LIMIT, () -> "all expired", () -> client.range(Ask.prefix(key(""))).getCount() == 0);
  }
}
