package io.fireweed.raft.progress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProgressTest {
  /// Found by the simulator: the refusal of a probe that was sent before the snapshot came late.
  @Test
  void refusalThatComesLateDoesNotMoveAMemberThatGetsASnapshot() {
    Progress progress = new Progress(0, 51, new Inflights(8, 0));
    progress.becomeSnapshot(50);

    assertThat(progress.refused(50, 20)).isFalse();

    assertThat(progress.describe())
        .isEqualTo("StateSnapshot match=0 next=51 paused pendingSnap=50 inactive");
  }
}
