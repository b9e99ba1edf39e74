package io.fireweed.raft.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.SeededRandom;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever a member answers, and in whatever order answers come, the leader's picture of it holds.
class ProgressPropertyTest {
  private static final int EVENTS = 200;

  @Test
  void anySequenceOfAnswersKeepsTheInvariants() {
    SeededRandom.check(
        1_000,
        random -> {
          Inflights inflights = new Inflights(1 + random.nextInt(5), 0);
          Progress progress = new Progress(0, 1 + random.nextInt(5), inflights);
          long last = progress.next() + 5;
          for (int i = 0; i < EVENTS; i++) {
            long match = progress.match();
            last += random.nextInt(3);
            event(random, progress, last);
            assertThat(progress.match()).isGreaterThanOrEqualTo(match);
            holds(progress, last);
          }
        });
  }

  private static void event(Random random, Progress progress, long last) {
    switch (random.nextInt(8)) {
      case 0, 1 -> send(random, progress, last);
      case 2 -> accept(random, progress, last);
      case 3 -> {
        long rejected = random.nextLong(last + 1);
        refuse(progress, rejected, random.nextLong(rejected + 1));
      }
      case 4 -> {
        if (progress.state() != ProgressState.SNAPSHOT) {
          long index = progress.next() - 1 + random.nextLong(last - progress.next() + 2);
          progress.becomeSnapshot(index);
          assertThat(progress.isPaused()).isTrue();
        }
      }
      case 5 -> {
        if (progress.state() == ProgressState.SNAPSHOT) {
          progress.snapshotFailed();
          assertThat(progress.next()).isEqualTo(progress.match() + 1);
        }
      }
      case 6 -> progress.becomeProbe();
      default -> {
        if (random.nextBoolean()) {
          progress.pauseFlow();
        } else {
          progress.resumeFlow();
        }
      }
    }
  }

  /// As the leader does: nothing while paused, nothing but empty appends while too much is under
  /// way.
  private static void send(Random random, Progress progress, long last) {
    if (progress.isPaused()) {
      return;
    }
    boolean isFull = progress.state() == ProgressState.REPLICATE && progress.inflights().isFull();
    int entries = isFull ? 0 : (int) random.nextLong(last - progress.next() + 2);
    long before = progress.next();
    progress.sent(entries, entries);
    boolean advances = progress.state() == ProgressState.REPLICATE;
    assertThat(progress.next()).isEqualTo(advances ? before + entries : before);
    if (progress.state() == ProgressState.PROBE && entries > 0) {
      assertThat(progress.isPaused()).isTrue();
    }
  }

  private static void accept(Random random, Progress progress, long last) {
    long index = random.nextLong(last + 1);
    long before = progress.match();
    boolean isNews = progress.accepted(index);
    assertThat(isNews).isEqualTo(index > before);
    if (!isNews) {
      return;
    }
    assertThat(progress.match()).isEqualTo(index);
    switch (progress.state()) {
      case PROBE -> {
        progress.becomeReplicate();
        assertThat(progress.next()).isEqualTo(index + 1);
      }
      case REPLICATE -> progress.inflights().freeUpTo(index);
      case SNAPSHOT -> {
        if (random.nextBoolean()) {
          progress.becomeProbe();
          progress.becomeReplicate();
        }
      }
    }
  }

  private static void refuse(Progress progress, long rejected, long hint) {
    long before = progress.next();
    boolean moved = progress.refused(rejected, hint);
    if (!moved) {
      assertThat(progress.next()).isEqualTo(before);
    } else if (progress.state() == ProgressState.REPLICATE) {
      assertThat(rejected).isGreaterThan(progress.match());
      progress.becomeProbe();
    } else {
      assertThat(progress.next()).isLessThanOrEqualTo(Math.max(rejected, progress.match() + 1));
    }
  }

  private static void holds(Progress progress, long last) {
    assertThat(progress.match()).isBetween(0L, last);
    assertThat(progress.next()).isGreaterThan(progress.match()).isLessThanOrEqualTo(last + 1);
    assertThat(progress.canBumpCommit(progress.next() - 1) || !progress.canBumpCommit(last + 1))
        .as("only what the member has can be told to it")
        .isTrue();
  }

  @Test
  void aStaleRefusalMovesNothing() {
    Progress progress = new Progress(5, 9, new Inflights(3, 0));
    assertThat(progress.refused(7, 5)).isFalse();
    progress.becomeReplicate();
    assertThat(progress.refused(5, 2)).isFalse();
    assertThat(progress.next()).isEqualTo(6);
  }
}
