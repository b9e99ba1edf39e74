package io.fireweed.it.conformance;

import static io.fireweed.it.served.Ask.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.Eventually;
import io.fireweed.it.served.Ask;
import io.fireweed.it.served.Subject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Leases over a restart.
@EverySubject
class LeaseRestartIT extends OwnServer {
  LeaseRestartIT(Subject subject) {
    super(subject);
  }

  @Test
  void aLeaseAndItsKeysAreThereAgain() {
    client.grant(1, 1000);
    client.grant(2, 1000);
    client.grant(3, 1000);
    client.put(Ask.put("a", "1").setLease(1));
    client.put(Ask.put("b", "1").setLease(1));
    client.put(Ask.put("b", "2").setLease(2));
    client.put(Ask.put("c", "1").setLease(2));
    client.put(Ask.put("c", "1"));
    client.revoke(3);
    restart();
    assertThat(client.timeToLive(1).getKeysList()).containsExactly(bytes("a"));
    assertThat(client.timeToLive(1).getGrantedTTL()).isEqualTo(1000);
    assertThat(client.timeToLive(2).getKeysList()).containsExactly(bytes("b"));
    assertThat(client.timeToLive(3).getTTL()).isEqualTo(-1);
    client.revoke(2);
    assertThat(client.range(Ask.range("b")).getCount()).isZero();
    assertThat(client.range(Ask.range("c")).getCount()).isEqualTo(1);
  }

  @Test
  void aShortLeaseEndsAfterTheRestart() {
    client.grant(1, 3);
    client.put(Ask.put("a", "1").setLease(1));
    restart();
    assertThat(client.range(Ask.range("a")).getCount()).isEqualTo(1);
    Eventually.within(
        Duration.ofSeconds(60),
        () -> "expired",
        () -> client.range(Ask.range("a")).getCount() == 0);
  }
}
