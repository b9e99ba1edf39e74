package io.fireweed.recovery.salvage;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.format.raftlog.ConfState;
import java.util.List;
import org.junit.jupiter.api.Test;

class ElectorateTest {
  @Test
  void aSingleVoterProvesItself() {
    assertThat(judge(List.of(7L), List.of(), List.of(7L))).isEqualTo(new Electorate.SingleVoter(7));
    assertThat(judge(List.of(7L), List.of(), List.of(8L)).proves()).isFalse();
  }

  @Test
  void twoOfThreeProveAndOneDoesNot() {
    assertThat(judge(List.of(1L, 2L, 3L), List.of(), List.of(3L, 1L)))
        .isEqualTo(new Electorate.Majority(List.of(1L, 3L), List.of(2L)));
    assertThat(judge(List.of(1L, 2L, 3L), List.of(), List.of(2L)))
        .isEqualTo(new Electorate.Minority(List.of(2L), List.of(1L, 3L)));
    assertThat(judge(List.of(1L, 2L, 3L, 4L), List.of(), List.of(1L, 2L)).proves()).isFalse();
  }

  @Test
  void aJointConfigurationNeedsBothHalves() {
    List<Long> incoming = List.of(1L, 2L, 3L);
    List<Long> outgoing = List.of(3L, 4L, 5L);
    assertThat(judge(incoming, outgoing, List.of(1L, 2L, 3L)).proves()).isFalse();
    assertThat(judge(incoming, outgoing, List.of(1L, 3L, 4L)).proves()).isTrue();
  }

  @Test
  void strangersAndLearnersDoNotCount() {
    assertThat(judge(List.of(1L, 2L, 3L), List.of(), List.of(1L, 9L)).proves()).isFalse();
    assertThat(judge(List.of(), List.of(), List.of(1L))).isEqualTo(new Electorate.Unknown());
  }

  @Test
  void aVoterThatIsNamedTwiceVotesOnce() {
    assertThat(judge(List.of(1L, 1L, 1L, 2L, 3L), List.of(), List.of(1L)).proves()).isFalse();
  }

  private static Electorate judge(List<Long> voters, List<Long> outgoing, List<Long> witnesses) {
    ConfState state = new ConfState(voters, List.of(), outgoing, List.of(), false);
    return Electorate.of(state, witnesses);
  }
}
