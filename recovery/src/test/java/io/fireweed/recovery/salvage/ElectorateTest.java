package io.fireweed.recovery.salvage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ElectorateTest {
  @Test
  void aSingleVoterProvesItself() {
    assertThat(Electorate.of(Set.of(7L), Set.of(), List.of(7L)))
        .isEqualTo(new Electorate.SingleVoter(7));
    assertThat(Electorate.of(Set.of(7L), Set.of(), List.of(8L)).proves()).isFalse();
  }

  @Test
  void twoOfThreeProveAndOneDoesNot() {
    assertThat(Electorate.of(Set.of(1L, 2L, 3L), Set.of(), List.of(3L, 1L)))
        .isEqualTo(new Electorate.Majority(List.of(1L, 3L), List.of(2L)));
    assertThat(Electorate.of(Set.of(1L, 2L, 3L), Set.of(), List.of(2L)))
        .isEqualTo(new Electorate.Minority(List.of(2L), List.of(1L, 3L)));
    assertThat(Electorate.of(Set.of(1L, 2L, 3L, 4L), Set.of(), List.of(1L, 2L)).proves()).isFalse();
  }

  @Test
  void aJointConfigurationNeedsBothHalves() {
    Set<Long> incoming = Set.of(1L, 2L, 3L);
    Set<Long> outgoing = Set.of(3L, 4L, 5L);
    assertThat(Electorate.of(incoming, outgoing, List.of(1L, 2L, 3L)).proves()).isFalse();
    assertThat(Electorate.of(incoming, outgoing, List.of(1L, 3L, 4L)).proves()).isTrue();
  }

  @Test
  void strangersAndLearnersDoNotCount() {
    assertThat(Electorate.of(Set.of(1L, 2L, 3L), Set.of(), List.of(1L, 9L)).proves()).isFalse();
    assertThat(Electorate.of(Set.of(), Set.of(), List.of(1L))).isEqualTo(new Electorate.Unknown());
  }
}
