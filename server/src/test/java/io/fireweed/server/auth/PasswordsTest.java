package io.fireweed.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.api.error.EtcdError;
import io.fireweed.fixtures.Eventually;
import io.fireweed.format.wire.Bytes;
import io.fireweed.server.state.RefusedCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class PasswordsTest {
  private static final int COST = 4;
  private static final long PATIENCE_SECONDS = 60;
  private static final Bytes RIGHT = Bytes.ofUtf8("right");
  private static final Bytes WRONG = Bytes.ofUtf8("wrong");

  private final Passwords passwords = new Passwords(COST);

  @AfterEach
  void close() {
    passwords.close();
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private CompletableFuture<Boolean> login(String address, String user, Bytes word, Bytes hash) {
    return passwords.matches(address, Bytes.ofUtf8(user), word, () -> Optional.of(hash));
  }

  @Test
  void thePasswordThatWasHashedIsRight() throws Exception {
    Bytes hash = get(passwords.hash(RIGHT));
    assertThat(get(login("a", "alice", RIGHT, hash))).isTrue();
    assertThat(get(login("a", "alice", WRONG, hash))).isFalse();
    assertThat(get(passwords.matches("a", Bytes.ofUtf8("bob"), RIGHT, Optional::empty))).isFalse();
  }

  /// The thread is kept busy until everybody stands in line, so the order is no matter of chance.
  @Test
  void aRightPasswordPassesThoseOfGuessers() throws Exception {
    Bytes hash = get(passwords.hash(RIGHT));
    for (String address : List.of("guesser", "elsewhere")) {
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch go = new CountDownLatch(1);
      AtomicInteger compared = new AtomicInteger();
      CompletableFuture<Boolean> first =
          passwords.matches(
              "guesser",
              Bytes.ofUtf8("root"),
              WRONG,
              () -> {
                begun.countDown();
                await(go);
                return Optional.of(hash);
              });
      await(begun);
      List<CompletableFuture<Boolean>> guesses = new ArrayList<>();
      for (int at = 0; at < 3 * Passwords.MAX_WAITING; at++) {
        guesses.add(
            passwords.matches(
                "guesser",
                Bytes.ofUtf8("root"),
                WRONG,
                () -> {
                  compared.incrementAndGet();
                  return Optional.of(hash);
                }));
      }
      assertThat(passwords.waitingCount()).isEqualTo(Passwords.MAX_WAITING);
      AtomicInteger before = new AtomicInteger(-1);
      CompletableFuture<Boolean> login =
          passwords.matches(
              address,
              Bytes.ofUtf8("alice"),
              RIGHT,
              () -> {
                before.set(compared.get());
                return Optional.of(hash);
              });
      go.countDown();
      assertThat(get(login)).isTrue();
      assertThat(before.get()).as("guesses that went before").isLessThanOrEqualTo(1);
      assertThat(get(first)).isFalse();
      int refused = 0;
      for (CompletableFuture<Boolean> guess : guesses) {
        refused += isRefused(guess) ? 1 : 0;
      }
      assertThat(refused).isEqualTo(2 * Passwords.MAX_WAITING + 1);
    }
  }

  private static boolean isRefused(CompletableFuture<Boolean> guess) throws Exception {
    try {
      assertThat(get(guess)).isFalse();
      return false;
    } catch (java.util.concurrent.ExecutionException refused) {
      assertThat(refused.getCause())
          .isInstanceOfSatisfying(
              RefusedCall.class,
              call -> assertThat(call.error()).isEqualTo(EtcdError.TOO_MANY_REQUESTS));
      return true;
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  @Test
  void anAddressThatIsWrongOftenLearnsOfItLate() throws Exception {
    Bytes hash = get(passwords.hash(RIGHT));
    for (int at = 0; at < Guesses.FREE_FAILURES; at++) {
      assertThat(get(login("a", "alice", WRONG, hash))).isFalse();
    }
    for (Optional<Bytes> known : List.of(Optional.of(hash), Optional.<Bytes>empty())) {
      long asked = System.nanoTime();
      assertThat(get(passwords.matches("a", Bytes.ofUtf8("bob"), WRONG, () -> known))).isFalse();
      assertThat(System.nanoTime() - asked).isGreaterThan(Duration.ofSeconds(1).toNanos());
    }
    assertThat(get(login("a", "alice", RIGHT, hash))).isTrue();
  }

  /// The shortest of several, so that a machine with other work does not decide.
  @Test
  void anUnknownUserCostsAsMuchAsAWrongPassword() throws Exception {
    try (Passwords costly = new Passwords(9)) {
      Bytes hash = get(costly.hash(RIGHT));
      long[] shortest = {Long.MAX_VALUE, Long.MAX_VALUE};
      Eventually.within(
          Duration.ofSeconds(PATIENCE_SECONDS),
          () -> "nanoseconds with and without a user: " + shortest[0] + ", " + shortest[1],
          () -> {
            measure(costly, Optional.of(hash), shortest, 0);
            measure(costly, Optional.empty(), shortest, 1);
            return shortest[0] < 2 * shortest[1] && shortest[1] < 2 * shortest[0];
          });
    }
  }

  private static void measure(Passwords costly, Optional<Bytes> hash, long[] shortest, int at)
      throws Exception {
    String address = "a" + System.nanoTime();
    long began = System.nanoTime();
    assertThat(get(costly.matches(address, Bytes.ofUtf8("x"), WRONG, () -> hash))).isFalse();
    shortest[at] = Math.min(shortest[at], System.nanoTime() - began);
  }

  @Test
  void whoWaitsWhenTheMemberStopsIsTold() throws Exception {
    passwords.close();
    assertThatThrownBy(() -> passwords.hash(RIGHT).join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(RefusedCall.class);
  }
}
