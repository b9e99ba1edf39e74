package io.fireweed.server.compact;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Plans are asked at every interval, the store moving by one revision a look.
class CompactionPlanTest {
  private static List<String> compactions(CompactionPlan plan, int looks) {
    List<String> made = new ArrayList<>();
    for (int look = 1; look <= looks; look++) {
      int now = look;
      plan.look(look)
          .ifPresent(
              at -> {
                made.add(now + ":" + at);
                plan.done();
              });
    }
    return made;
  }

  @Test
  void tenMinutesAreKeptByACompactionEveryTenMinutesAtTheRevisionOfTenMinutesAgo() {
    CompactionPlan plan = new CompactionPlan.RecentPast(Duration.ofMinutes(10));

    assertThat(plan.interval()).isEqualTo(Duration.ofMinutes(1));
    assertThat(compactions(plan, 35)).containsExactly("11:1", "21:11", "31:21");
  }

  @Test
  void threeHoursAreKeptByACompactionEveryHour() {
    CompactionPlan plan = new CompactionPlan.RecentPast(Duration.ofHours(3));

    assertThat(plan.interval()).isEqualTo(Duration.ofMinutes(6));
    assertThat(compactions(plan, 55)).containsExactly("31:1", "41:11", "51:21");
  }

  @Test
  void aMemberThatDidNotLeadBeginsAnew() {
    CompactionPlan plan = new CompactionPlan.RecentPast(Duration.ofMinutes(10));
    assertThat(compactions(plan, 10)).isEmpty();

    plan.forget();

    assertThat(compactions(plan, 10)).isEmpty();
    assertThat(plan.look(11)).contains(1L);
  }

  @Test
  void aNumberOfRevisionsIsKeptByACompactionAtEveryLookThatFindsNewOnes() {
    CompactionPlan plan = new CompactionPlan.LastRevisions(3);

    assertThat(compactions(plan, 5)).containsExactly("4:1", "5:2");
    assertThat(plan.look(5)).isEmpty();
    assertThat(plan.interval()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void whatFailedIsTriedAgainAtTheNextLook() {
    CompactionPlan plan = new CompactionPlan.LastRevisions(1);

    assertThat(plan.look(9)).contains(8L);
    assertThat(plan.look(9)).contains(8L);
  }
}
