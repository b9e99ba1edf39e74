package io.fireweed.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.server.auth.Turns.Lane;
import io.fireweed.server.auth.Turns.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private static final int CAPACITY = 4;

  private final Turns<String> turns = new Turns<>(CAPACITY);

  private static Lane lane(String address, String name) {
    return new Lane(address, name, false);
  }

  private Optional<String> offer(Lane lane, String what) {
    return turns.offer(lane, what).map(Waiting::what);
  }

  private String next() {
    return turns.poll().map(Waiting::what).orElse("nobody");
  }

  private List<String> all() {
    List<String> order = new ArrayList<>();
    while (turns.size() > 0) {
      order.add(next());
    }
    return order;
  }

  @Test
  void oneAfterTheOther() {
    assertThat(next()).isEqualTo("nobody");
    offer(lane("a", "x"), "1");
    offer(lane("a", "x"), "2");
    offer(lane("a", "x"), "3");
    assertThat(all()).containsExactly("1", "2", "3");
  }

  @Test
  void anAddressThatSendsManyWaitsForOneThatSendsOne() {
    for (String what : List.of("1", "2", "3")) {
      offer(lane("a", what), what);
    }
    assertThat(next()).isEqualTo("1");
    offer(lane("b", "x"), "b");
    assertThat(all()).containsExactly("b", "2", "3");
  }

  @Test
  void ofOneAddressTheNamesTakeTurns() {
    for (String what : List.of("1", "2", "3")) {
      offer(lane("a", "x"), what);
    }
    assertThat(next()).isEqualTo("1");
    offer(lane("a", "alice"), "alice");
    assertThat(all()).containsExactly("alice", "2", "3");
  }

  @Test
  void theKnownAndTheUnknownTakeTurns() {
    offer(lane("a", "1"), "1");
    offer(lane("a", "2"), "2");
    offer(new Lane("a", "alice", true), "alice");
    offer(new Lane("a", "bob", true), "bob");
    assertThat(all()).containsExactly("alice", "1", "bob", "2");
  }

  @Test
  void whoHasMostInLineLosesTheNewest() {
    for (String what : List.of("1", "2", "3", "4")) {
      assertThat(offer(lane("a", "x"), what)).isEmpty();
    }
    assertThat(offer(lane("a", "x"), "5")).contains("5");
    assertThat(offer(lane("b", "y"), "b")).contains("4");
    assertThat(offer(lane("a", "alice"), "alice")).contains("3");
    assertThat(turns.size()).isEqualTo(CAPACITY);
    assertThat(all()).containsExactlyInAnyOrder("1", "2", "b", "alice");
  }

  @Test
  void ofManyNamesOfAnAddressTheKnownStay() {
    for (String what : List.of("1", "2", "3", "4")) {
      offer(lane("a", what), what);
    }
    assertThat(offer(lane("a", "5"), "5")).contains("5");
    assertThat(offer(new Lane("a", "alice", true), "alice")).contains("4");
    assertThat(next()).isEqualTo("alice");
  }

  @Test
  void nobodyStarvesBehindNamesThatAreAlwaysNew() {
    offer(lane("a", "alice"), "typo");
    assertThat(next()).isEqualTo("typo");
    offer(lane("a", "alice"), "alice");
    List<String> served = new ArrayList<>();
    for (int at = 0; at < 3 * CAPACITY; at++) {
      offer(lane("a", "new" + at), "new");
      served.add(next());
    }
    assertThat(served).contains("alice");
  }
}
