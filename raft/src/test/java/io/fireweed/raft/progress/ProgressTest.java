package io.fireweed.raft.progress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProgressTest {
  /// Found by the simulator: the refusal of a probe that was sent before the snapshot came late. As
  /// in etcd it moves `next`, which means nothing until the snapshot is done.
  @Test
  void refusalThatComesLateSendsNothingToAMemberThatGetsASnapshot() {
    Progress progress = new Progress(0, 51, new Inflights(8, 0));
    progress.becomeSnapshot(50);

    assertThat(progress.refused(50, 20)).isTrue();

    assertThat(progress.describe())
        .isEqualTo("StateSnapshot match=0 next=21 paused pendingSnap=50 inactive");
    assertThat(progress.accepted(50)).isTrue();
    assertThat(progress.next()).isEqualTo(51);
  }
}
