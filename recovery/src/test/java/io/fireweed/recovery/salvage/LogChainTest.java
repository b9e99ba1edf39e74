package io.fireweed.recovery.salvage;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.recovery.salvage.LogPiece.Run;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogChainTest {
  private static LogPiece piece(int member, long committed, Run... runs) {
    return new LogPiece(member, List.of(runs), committed);
  }

  private static Run run(long term, long first, long last) {
    return new Run(term, first, last);
  }

  @Test
  void aLogWithoutOthersIsItsOwnHistory() {
    LogPiece only = piece(0, 5, run(1, 1, 4), run(3, 5, 9));
    LogChain chain = LogChain.endingWith(only, List.of(only));
    assertThat(chain.first()).isEqualTo(1);
    assertThat(chain.last()).isEqualTo(9);
    assertThat(chain.termAt(5)).hasValue(3);
    assertThat(chain.termAt(10)).isEmpty();
  }

  @Test
  void aSharedEntryJoinsAnOlderLogBelow() {
    LogPiece old = piece(0, 0, run(1, 1, 6), run(2, 7, 9));
    LogPiece fresh = piece(1, 0, run(2, 8, 9), run(4, 10, 20));
    LogChain chain = LogChain.endingWith(fresh, List.of(old, fresh));
    assertThat(chain.stretches())
        .containsExactly(new LogChain.Stretch(old, 1, 7), new LogChain.Stretch(fresh, 8, 20));
  }

  @Test
  void anotherTermAtTheSameIndexJoinsNothing() {
    LogPiece stale = piece(0, 0, run(1, 1, 6), run(2, 7, 9));
    LogPiece fresh = piece(1, 0, run(3, 7, 20));
    assertThat(LogChain.endingWith(fresh, List.of(stale, fresh)).first()).isEqualTo(7);
  }

  @Test
  void touchingPiecesJoinOnlyWhereTheLowerOneIsCommitted() {
    LogPiece upper = piece(1, 0, run(3, 7, 20));
    LogPiece uncommitted = piece(0, 5, run(1, 1, 6));
    LogPiece committed = piece(0, 6, run(1, 1, 6));
    assertThat(LogChain.endingWith(upper, List.of(uncommitted, upper)).first()).isEqualTo(7);
    assertThat(LogChain.endingWith(upper, List.of(committed, upper)).first()).isEqualTo(1);
  }

  @Test
  void entriesBehindAHoleAreReachedThroughAnotherMember() {
    LogPiece before = piece(0, 0, run(1, 5, 16));
    LogPiece behind = piece(0, 0, run(1, 18, 19));
    LogPiece other = piece(1, 0, run(1, 2, 18));
    LogChain chain = LogChain.endingWith(behind, List.of(before, behind, other));
    assertThat(chain.first()).isEqualTo(2);
    assertThat(chain.last()).isEqualTo(19);
    assertThat(LogChain.endingWith(behind, List.of(before, behind)).first()).isEqualTo(18);
  }

  @Test
  void aHistoryCanBeCutAtALimit() {
    LogPiece old = piece(0, 0, run(1, 1, 6));
    LogPiece fresh = piece(1, 0, run(1, 4, 9));
    LogChain chain = LogChain.endingWith(fresh, List.of(old, fresh));
    assertThat(chain.upTo(3).orElseThrow().stretches())
        .containsExactly(new LogChain.Stretch(old, 1, 3));
    assertThat(chain.upTo(0)).isEmpty();
  }
}
