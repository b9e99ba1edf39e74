package io.fireweed.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.server.lease.LeaseRules.Checkpointing;
import io.fireweed.storage.apply.Answered;
import io.fireweed.storage.apply.ApplyResult;
import io.fireweed.storage.apply.ApplyResult.Remaining;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A lessor beside a table of ends that is looked through whole at every step.
class LessorPropertyTest {
  private static final long EXTENSION_MILLIS = 1000;
  private static final int STEPS = 4000;

  private final Map<Long, CompletableFuture<Void>> asked = new LinkedHashMap<>();
  private final Map<Long, Long> ends = new HashMap<>();
  private final Map<Long, Long> ttls = new HashMap<>();
  private long nowMillis;
  private boolean leads;
  private final Lessor lessor =
      new Lessor(
          new LeaseRules(Duration.ofMillis(EXTENSION_MILLIS), Checkpointing.OFF),
          new LeaseOrders() {
            @Override
            public CompletableFuture<?> revoke(long id) {
              CompletableFuture<Void> answer = new CompletableFuture<>();
              assertThat(asked.put(id, answer)).as("asked once at a time").isNull();
              return answer;
            }

            @Override
            public CompletableFuture<?> checkpoint(List<Remaining> leases) {
              throw new IllegalStateException("checkpoints are off");
            }
          },
          () -> nowMillis * 1_000_000,
          List.of());

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void endsWhatIsOverAndNothingElse(long given) {
    long seed = Long.getLong("seed", given);
    String repeat = "./dev quick server LessorPropertyTest -Dseed=" + seed;
    Random random = new Random(seed);
    for (int step = 0; step < STEPS; step++) {
      act(random);
      assertThat(asked.keySet()).as(repeat).allMatch(id -> ends.getOrDefault(id, 0L) <= nowMillis);
      assertThat(asked).as(repeat).hasSizeLessThanOrEqualTo(Lessor.MAX_IN_FLIGHT);
    }
    becomeLeader();
    for (int round = 0; round < 1000 && !ends.isEmpty(); round++) {
      nowMillis += 500;
      lessor.check();
      answerAll(random);
    }
    assertThat(ends).as(repeat).isEmpty();
    assertThat(lessor.size()).isZero();
  }

  private void act(Random random) {
    long id = 1L + random.nextInt(40);
    switch (random.nextInt(12)) {
      case 0, 1 -> grant(id, 2L + random.nextInt(20));
      case 2, 3, 4, 5 -> renew(id);
      case 6, 7, 8 -> {
        nowMillis += random.nextInt(700);
        lessor.check();
      }
      case 9 -> answerAll(random);
      case 10 -> look(id);
      default -> {
        if (random.nextInt(20) == 0) {
          cedeOrWin();
        }
      }
    }
  }

  private void grant(long id, long ttlSeconds) {
    if (!ttls.containsKey(id)) {
      ttls.put(id, ttlSeconds);
      ends.put(id, leads ? nowMillis + ttlSeconds * 1000 : Long.MAX_VALUE);
      lessor.applied(applied(new ApplyResult.LeaseGranted(id, ttlSeconds)));
    }
  }

  private void renew(long id) {
    Renewal renewal = lessor.renew(id);
    if (!leads) {
      assertThat(renewal).isEqualTo(new Renewal.Elsewhere());
    } else if (!ends.containsKey(id)) {
      assertThat(renewal).isEqualTo(new Renewal.Unknown());
    } else if (ends.getOrDefault(id, 0L) <= nowMillis) {
      assertThat(renewal).isInstanceOf(Renewal.Pending.class);
    } else {
      assertThat(renewal).isEqualTo(new Renewal.Renewed(ttls.getOrDefault(id, 0L)));
      ends.put(id, nowMillis + ttls.getOrDefault(id, 0L) * 1000);
    }
  }

  private void look(long id) {
    TimeLeft expected =
        !leads
            ? new TimeLeft.Elsewhere()
            : ends.containsKey(id)
                ? new TimeLeft.Known(
                    ttls.getOrDefault(id, 0L),
                    Math.max(0, ends.getOrDefault(id, 0L) - nowMillis) / 1000)
                : new TimeLeft.Unknown();
    assertThat(lessor.timeLeft(id)).isEqualTo(expected);
  }

  /// Some requests are refused, some applied; a later one may come before an earlier one.
  private void answerAll(Random random) {
    List<Long> ids = new ArrayList<>(asked.keySet());
    for (long id : ids) {
      CompletableFuture<Void> answer = asked.remove(id);
      if (answer == null) {
        continue;
      }
      if (random.nextInt(4) == 0) {
        answer.completeExceptionally(new IllegalStateException("refused"));
      } else {
        if (ends.remove(id) != null) {
          ttls.remove(id);
          lessor.applied(applied(new ApplyResult.LeaseRevoked(id, 1, 0)));
        }
        answer.complete(null);
      }
    }
  }

  private void cedeOrWin() {
    if (leads) {
      leads = false;
      lessor.leadsNoMore();
      List<CompletableFuture<Void>> refused = new ArrayList<>(asked.values());
      asked.clear();
      refused.forEach(answer -> answer.completeExceptionally(new IllegalStateException("gone")));
      ends.replaceAll((_, _) -> Long.MAX_VALUE);
    } else {
      becomeLeader();
    }
  }

  private void becomeLeader() {
    if (!leads) {
      leads = true;
      ends.replaceAll((id, _) -> nowMillis + EXTENSION_MILLIS + ttls.getOrDefault(id, 0L) * 1000);
      lessor.leads();
    }
  }

  private static Answered applied(ApplyResult result) {
    return new Answered(result, 1, Optional.empty());
  }

  @Test
  void aNewLeaderSpreadsWhatWouldEndAtOnce() {
    int count = 3 * Lessor.SPREAD_PER_SECOND;
    for (long id = 1; id <= count; id++) {
      grant(id, 10);
    }
    becomeLeader();
    Map<Long, Integer> perSecond = new HashMap<>();
    for (long id = 1; id <= count; id++) {
      TimeLeft left = lessor.timeLeft(id);
      perSecond.merge(((TimeLeft.Known) left).leftSeconds(), 1, Integer::sum);
    }
    assertThat(perSecond)
        .isEqualTo(
            Map.of(
                11L, Lessor.SPREAD_PER_SECOND,
                12L, Lessor.SPREAD_PER_SECOND,
                13L, Lessor.SPREAD_PER_SECOND));
  }

  @Test
  void whoeverRenewsALeaseThatIsOverWaitsForItsEnd() {
    becomeLeader();
    grant(7, 2);
    nowMillis += 2000;
    Renewal.Pending pending = (Renewal.Pending) lessor.renew(7);
    lessor.check();
    assertThat(pending.outcome()).isNotDone();
    lessor.applied(applied(new ApplyResult.LeaseRevoked(7, 1, 0)));
    assertThat(pending.outcome()).isCompletedWithValue(new Renewal.Unknown());
  }

  @Test
  void whoeverWaitsIsSentElsewhereWhenLeadershipGoes() {
    becomeLeader();
    grant(7, 2);
    nowMillis += 2000;
    Renewal.Pending pending = (Renewal.Pending) lessor.renew(7);
    lessor.leadsNoMore();
    assertThat(pending.outcome()).isCompletedWithValue(new Renewal.Elsewhere());
  }
}
