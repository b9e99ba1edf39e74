package io.fireweed.server.state;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class AnswerRoomTest {
  private static final long MIB = 1 << 20;

  private final AnswerRoom room = new AnswerRoom(100 * MIB);

  @Test
  void oneCallMayTakeHalfInTwoCopies() {
    AnswerRoom.Share share = room.share();
    share.take(27 * MIB);
    assertThatThrownBy(() -> share.take(1))
        .isInstanceOf(NoRoomException.class)
        .hasMessageContaining("limit")
        .hasMessageContaining("RangeStream");
  }

  @Test
  void severalShareTheRoomAndGiveItBack() {
    AnswerRoom.Share first = room.share();
    AnswerRoom.Share second = room.share();
    first.take(26 * MIB);
    second.take(26 * MIB);
    assertThatThrownBy(() -> room.share().take(10 * MIB)).isInstanceOf(NoRoomException.class);
    first.close();
    first.close();
    room.share().take(26 * MIB);
    assertThatThrownBy(() -> room.share().take(10 * MIB)).isInstanceOf(NoRoomException.class);
  }

  @Test
  void shortAnswersAlwaysHaveRoom() {
    room.share().take(27 * MIB);
    room.share().take(27 * MIB);
    assertThatCode(() -> room.share().take(2 * MIB)).doesNotThrowAnyException();
  }

  @Test
  void whoseCallHasEndedTakesNothingMore() {
    AnswerRoom.Share share = room.share();
    share.close();
    assertThatThrownBy(() -> share.take(1)).isInstanceOf(CancellationException.class);
  }
}
