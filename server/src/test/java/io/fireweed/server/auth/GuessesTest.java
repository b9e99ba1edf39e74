package io.fireweed.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class GuessesTest {
  private long nanos;
  private final Guesses guesses = new Guesses(() -> nanos);

  private void fail(String address, int times) {
    for (int at = 0; at < times; at++) {
      guesses.wasWrong(guesses.lane(address, "x" + at));
    }
  }

  @Test
  void anAddressIsHeldBackTheLongerTheMoreItFails() {
    fail("a", Guesses.FREE_FAILURES - 1);
    assertThat(guesses.hold("a")).isZero();
    fail("a", 1);
    assertThat(guesses.hold("a")).isEqualTo(Duration.ofSeconds(1));
    fail("a", 10);
    assertThat(guesses.hold("a")).isEqualTo(Duration.ofSeconds(2));
    fail("a", 1000);
    assertThat(guesses.hold("a")).isEqualTo(Guesses.MAX_HOLD);
    assertThat(guesses.hold("b")).isZero();
  }

  @Test
  void failuresFade() {
    fail("a", 40);
    nanos += Duration.ofMinutes(1).toNanos();
    assertThat(guesses.hold("a")).isEqualTo(Duration.ofSeconds(2));
    nanos += Duration.ofMinutes(2).toNanos();
    assertThat(guesses.hold("a")).isZero();
    nanos += Duration.ofDays(3000).toNanos();
    assertThat(guesses.hold("a")).isZero();
  }

  @Test
  void aNameIsKnownWhereItWasRightLast() {
    assertThat(guesses.lane("a", "alice").known()).isFalse();
    guesses.wasRight(guesses.lane("a", "alice"));
    assertThat(guesses.lane("a", "alice").known()).isTrue();
    assertThat(guesses.lane("b", "alice").known()).isFalse();
    guesses.wasWrong(guesses.lane("a", "alice"));
    assertThat(guesses.lane("a", "alice").known()).isFalse();
  }

  @Test
  void whatIsRememberedIsBounded() {
    guesses.wasRight(guesses.lane("a", "alice"));
    for (int at = 0; at < 5_000; at++) {
      guesses.wasRight(guesses.lane("a", "user" + at));
    }
    assertThat(guesses.lane("a", "alice").known()).isFalse();
    assertThat(guesses.lane("a", "user4999").known()).isTrue();
  }
}
