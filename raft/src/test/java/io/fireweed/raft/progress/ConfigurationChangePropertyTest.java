package io.fireweed.raft.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.SeededRandom;
import io.fireweed.format.raftlog.ConfChangeType;
import io.fireweed.format.raftlog.ConfChangeV2;
import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.wire.Bytes;
import io.fireweed.raft.progress.ConfigurationChange.Outcome;
import io.fireweed.raft.quorum.Majority;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Whatever changes are asked for, in whatever order, the group stays one.
class ConfigurationChangePropertyTest {
  private static final int ROUNDS = 1_000;
  private static final int CHANGES = 60;
  private static final int MEMBERS = 7;

  @Test
  void anySequenceOfChangesKeepsTheInvariants() {
    SeededRandom.check(
        ROUNDS,
        random -> {
          Configuration now = Configuration.of(ConfState.ofVoters(List.of(1L)));
          ProgressMap progress = new ProgressMap(4, 0);
          progress.follow(now, Set.of(), 1);
          for (int i = 0; i < CHANGES; i++) {
            ConfChangeV2 change = change(random);
            switch (ConfigurationChange.apply(now, change)) {
              case Outcome.Done(Configuration next, Set<Long> restarted) -> {
                keepsInvariants(next);
                agreesWithReplay(now, change, next);
                overlaps(now, change, next);
                progress.follow(next, restarted, i + 1);
                isTracked(next, progress);
                now = next;
              }
              case Outcome.Refused(String reason) -> assertThat(reason).isNotEmpty();
            }
            canAlwaysLeave(now);
          }
        });
  }

  private static ConfChangeV2 change(Random random) {
    List<ConfChangeV2.Single> changes = new ArrayList<>();
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      ConfChangeType type = ConfChangeType.values()[random.nextInt(ConfChangeType.values().length)];
      changes.add(new ConfChangeV2.Single(type, 1 + random.nextInt(MEMBERS)));
    }
    return new ConfChangeV2(random.nextInt(3), changes, Bytes.EMPTY);
  }

  private static void keepsInvariants(Configuration now) {
    ConfState state = now.state();
    assertThat(state.voters()).isNotEmpty().isSorted().doesNotHaveDuplicates();
    assertThat(Collections.disjoint(state.voters(), state.learners())).isTrue();
    assertThat(Collections.disjoint(state.votersOutgoing(), state.learners())).isTrue();
    assertThat(Collections.disjoint(state.voters(), state.learnersNext())).isTrue();
    assertThat(state.votersOutgoing()).containsAll(state.learnersNext());
    if (!now.isJoint()) {
      assertThat(state.learnersNext()).isEmpty();
      assertThat(state.autoLeave()).isFalse();
    }
  }

  /// What the log replayed from disk says, and what the core does, is the same.
  private static void agreesWithReplay(
      Configuration before, ConfChangeV2 change, Configuration after) {
    assertThat(after.state()).isEqualTo(before.state().after(change));
    if (!change.isJoint() && !change.isLeave()) {
      ConfChangeV2.Single only = change.changes().getFirst();
      assertThat(after.state()).isEqualTo(before.state().after(only.type(), only.nodeId()));
    }
  }

  /// No quorum of before can decide without meeting one of after.
  private static void overlaps(Configuration before, ConfChangeV2 change, Configuration after) {
    if (change.isLeave()) {
      assertThat(after.quorum().incoming()).isEqualTo(before.quorum().incoming());
    } else if (change.isJoint()) {
      assertThat(after.quorum().outgoing()).isEqualTo(before.quorum().incoming());
    } else {
      Majority old = before.quorum().incoming();
      Majority fresh = after.quorum().incoming();
      Set<Long> all = new HashSet<>(old.voters());
      all.addAll(fresh.voters());
      assertThat(quorum(old) + quorum(fresh)).isGreaterThan(all.size());
    }
  }

  private static int quorum(Majority majority) {
    return majority.size() / 2 + 1;
  }

  private static void isTracked(Configuration now, ProgressMap progress) {
    assertThat(progress.ids()).isEqualTo(now.members());
    for (long id : now.members()) {
      assertThat(progress.find(id).orElseThrow().isLearner()).isEqualTo(now.isLearner(id));
    }
  }

  private static void canAlwaysLeave(Configuration now) {
    if (now.isJoint()) {
      ConfChangeV2 leave = new ConfChangeV2(ConfChangeV2.AUTOMATIC, List.of(), Bytes.EMPTY);
      assertThat(ConfigurationChange.apply(now, leave)).isInstanceOf(Outcome.Done.class);
    }
  }

  @Test
  void membersThatAreRemovedAndAddedAgainAreTrackedAnew() {
    Configuration start =
        Configuration.of(new ConfState(List.of(1L), List.of(2L), List.of(), List.of(), false));
    ConfChangeV2 change =
        new ConfChangeV2(
            ConfChangeV2.JOINT,
            List.of(
                new ConfChangeV2.Single(ConfChangeType.REMOVE_NODE, 2),
                new ConfChangeV2.Single(ConfChangeType.ADD_NODE, 2)),
            Bytes.EMPTY);
    assertThat(ConfigurationChange.apply(start, change))
        .isInstanceOfSatisfying(
            Outcome.Done.class, done -> assertThat(done.restarted()).containsExactly(2L));
  }
}
