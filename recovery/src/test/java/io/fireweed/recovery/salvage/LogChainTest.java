package io.fireweed.recovery.salvage;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.recovery.salvage.LogFragment.Run;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LogChainTest {
  private static LogFragment piece(int member, long committed, Run... runs) {
    return new LogFragment(
        member, Optional.empty(), List.of(runs), committed, runs[runs.length - 1].term());
  }

  private static Run run(long term, long first, long last) {
    return new Run(term, first, last);
  }

  @Test
  void aLogWithoutOthersIsItsOwnHistory() {
    LogFragment only = piece(0, 5, run(1, 1, 4), run(3, 5, 9));
    LogChain chain = LogChain.endingWith(only, List.of(only));
    assertThat(chain.first()).isEqualTo(1);
    assertThat(chain.last()).isEqualTo(9);
    assertThat(chain.termAt(5)).hasValue(3);
    assertThat(chain.termAt(10)).isEmpty();
  }

  @Test
  void aSharedEntryJoinsAnOlderLogBelow() {
    LogFragment old = piece(0, 0, run(1, 1, 6), run(2, 7, 9));
    LogFragment fresh = piece(1, 0, run(2, 8, 9), run(4, 10, 20));
    LogChain chain = LogChain.endingWith(fresh, List.of(old, fresh));
    assertThat(chain.stretches())
        .containsExactly(new LogChain.Stretch(old, 1, 7), new LogChain.Stretch(fresh, 8, 20));
  }

  @Test
  void anotherTermAtTheSameIndexJoinsNothing() {
    LogFragment stale = piece(0, 0, run(1, 1, 6), run(2, 7, 9));
    LogFragment fresh = piece(1, 0, run(3, 7, 20));
    assertThat(LogChain.endingWith(fresh, List.of(stale, fresh)).first()).isEqualTo(7);
  }

  @Test
  void touchingPiecesJoinOnlyWhereTheLowerOneIsCommitted() {
    LogFragment upper = piece(1, 0, run(3, 7, 20));
    LogFragment uncommitted = piece(0, 5, run(1, 1, 6));
    LogFragment committed = piece(0, 6, run(1, 1, 6));
    assertThat(LogChain.endingWith(upper, List.of(uncommitted, upper)).first()).isEqualTo(7);
    assertThat(LogChain.endingWith(upper, List.of(committed, upper)).first()).isEqualTo(1);
  }

  @Test
  void aLogThatGoesOnWithALowerTermIsNoLaterOne() {
    LogFragment committed = piece(0, 6, run(3, 1, 6));
    LogFragment stale = piece(1, 0, run(2, 7, 20));
    assertThat(LogChain.endingWith(stale, List.of(committed, stale)).first()).isEqualTo(7);
  }

  @Test
  void entriesBehindAHoleAreReachedThroughAnotherMember() {
    LogFragment before = piece(0, 0, run(1, 5, 16));
    LogFragment behind = piece(0, 0, run(1, 18, 19));
    LogFragment other = piece(1, 0, run(1, 2, 18));
    LogChain chain = LogChain.endingWith(behind, List.of(before, behind, other));
    assertThat(chain.first()).isEqualTo(2);
    assertThat(chain.last()).isEqualTo(19);
    assertThat(LogChain.endingWith(behind, List.of(before, behind)).first()).isEqualTo(18);
  }

  @Test
  void theEntryBeforeTheFirstOneJoinsToo() {
    LogFragment upper =
        new LogFragment(1, Optional.of(new LogPosition(2, 9)), List.of(run(2, 10, 20)), 0, 0);
    LogFragment lower = piece(0, 0, run(1, 1, 6), run(2, 7, 9));
    LogFragment stale = piece(0, 0, run(1, 1, 9));
    assertThat(LogChain.endingWith(upper, List.of(lower, upper)).first()).isEqualTo(1);
    assertThat(LogChain.endingWith(upper, List.of(stale, upper)).first()).isEqualTo(10);
  }

  @Test
  void aHistoryCanBeCutAtALimit() {
    LogFragment old = piece(0, 0, run(1, 1, 6));
    LogFragment fresh = piece(1, 0, run(1, 4, 9));
    LogChain chain = LogChain.endingWith(fresh, List.of(old, fresh));
    assertThat(chain.upTo(3).orElseThrow().stretches())
        .containsExactly(new LogChain.Stretch(old, 1, 3));
    assertThat(chain.upTo(0)).isEmpty();
  }
}
