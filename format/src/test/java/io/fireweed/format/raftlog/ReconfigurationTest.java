package io.fireweed.format.raftlog;

import static io.fireweed.format.raftlog.ConfChangeType.ADD_LEARNER_NODE;
import static io.fireweed.format.raftlog.ConfChangeType.ADD_NODE;
import static io.fireweed.format.raftlog.ConfChangeType.REMOVE_NODE;
import static io.fireweed.format.raftlog.ConfChangeType.UPDATE_NODE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.format.raftlog.ConfChangeV2.Single;
import io.fireweed.format.wire.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReconfigurationTest {
  private static final ConfState THREE = ConfState.ofVoters(List.of(1L, 2L, 3L));

  @Test
  void aLearnerIsPromotedAndAVoterDemoted() {
    ConfState demoted = THREE.after(ADD_LEARNER_NODE, 2);
    assertThat(demoted).isEqualTo(state(List.of(1L, 3L), List.of(2L)));
    assertThat(demoted.after(ADD_NODE, 2)).isEqualTo(THREE);
  }

  @Test
  void idsAreOrderedAsUnsignedNumbers() {
    assertThat(THREE.after(ADD_NODE, -1).after(ADD_NODE, 4).voters())
        .containsExactly(1L, 2L, 3L, 4L, -1L);
  }

  @Test
  void removingAStrangerAndUpdatingAMemberChangeNothing() {
    assertThat(THREE.after(REMOVE_NODE, 9)).isEqualTo(THREE);
    assertThat(THREE.after(UPDATE_NODE, 2)).isEqualTo(THREE);
  }

  @Test
  void oneAutomaticChangeActsAtOnce() {
    assertThat(THREE.after(change(0, new Single(REMOVE_NODE, 3))))
        .isEqualTo(ConfState.ofVoters(List.of(1L, 2L)));
  }

  @Test
  void severalChangesEnterAJointConfigurationAndAnEmptyOneLeavesIt() {
    ConfState joint =
        THREE.after(change(0, new Single(ADD_NODE, 4), new Single(ADD_LEARNER_NODE, 3)));
    assertThat(joint)
        .isEqualTo(
            new ConfState(List.of(1L, 2L, 4L), List.of(), List.of(1L, 2L, 3L), List.of(3L), true));
    assertThat(joint.after(change(0))).isEqualTo(state(List.of(1L, 2L, 4L), List.of(3L)));
  }

  @Test
  void aJointConfigurationByRequestDoesNotLeaveItself() {
    ConfState joint = THREE.after(change(2, new Single(REMOVE_NODE, 1)));
    assertThat(joint)
        .isEqualTo(
            new ConfState(List.of(2L, 3L), List.of(), List.of(1L, 2L, 3L), List.of(), false));
  }

  private static ConfState state(List<Long> voters, List<Long> learners) {
    return new ConfState(voters, learners, List.of(), List.of(), false);
  }

  private static ConfChangeV2 change(long transition, Single... changes) {
    return new ConfChangeV2(transition, List.of(changes), Bytes.EMPTY);
  }
}
