package io.fireweed.format.raftlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import java.util.List;
import org.junit.jupiter.api.Test;

class RaftLogTest {
  private static final Origin HERE = new Origin("test", 0);

  @Test
  void theWorkedBytesOfAnEntryHoldInBothDialects() {
    Entry entry = new Entry(2, 2, EntryType.NORMAL, Bytes.EMPTY);
    assertThat(entry.encode(Dialect.EXPLICIT_ZEROS).toHex()).isEqualTo("080010021802");
    assertThat(entry.encode(Dialect.IMPLICIT_ZEROS).toHex()).isEqualTo("10021802");
    assertThat(entry(Bytes.fromHex("080010021802"))).isEqualTo(entry);
    assertThat(entry(Bytes.fromHex("10021802"))).isEqualTo(entry);
  }

  @Test
  void theWorkedBytesOfTheOtherMessagesHold() {
    assertThat(new HardState(1, 0, 1).encode().toHex()).isEqualTo("080110001801");
    ConfState voter = ConfState.ofVoters(List.of(1L));
    assertThat(voter.encode(Dialect.EXPLICIT_ZEROS).toHex()).isEqualTo("08012800");
    assertThat(voter.encode(Dialect.IMPLICIT_ZEROS).toHex()).isEqualTo("0801");
    ConfChange removal = new ConfChange(2, ConfChangeType.REMOVE_NODE, 1, Bytes.EMPTY);
    assertThat(removal.encode(Dialect.EXPLICIT_ZEROS).toHex()).isEqualTo("080210011801");
    ConfChangeV2 v2 =
        new ConfChangeV2(
            0, List.of(new ConfChangeV2.Single(ConfChangeType.REMOVE_NODE, 5)), Bytes.EMPTY);
    assertThat(v2.encode().toHex()).isEqualTo("0800120408011005");
    assertThat(new RaftSnapshot(Bytes.EMPTY, voter, 3, 1).encode(Dialect.EXPLICIT_ZEROS).toHex())
        .isEqualTo("120a0a040801280010031801");
  }

  @Test
  void everyMessageSurvivesBothDialects() {
    Bytes some = Bytes.fromHex("00ff10");
    ConfState joint = new ConfState(List.of(-1L, 2L), List.of(3L), List.of(4L), List.of(5L), true);
    for (Dialect dialect : Dialect.values()) {
      Entry entry = new Entry(-1, -2, EntryType.CONF_CHANGE, some);
      assertThat(entry(entry.encode(dialect))).isEqualTo(entry);
      assertThat(ConfState.decode(joint.encode(dialect).segment(), HERE)).isEqualTo(joint);
      ConfChange change = new ConfChange(0, ConfChangeType.ADD_LEARNER_NODE, -9, some);
      assertThat(ConfChange.decode(change.encode(dialect).segment(), HERE)).isEqualTo(change);
      RaftSnapshot snapshot = new RaftSnapshot(some, joint, 7, 8);
      assertThat(RaftSnapshot.decode(snapshot.encode(dialect).segment(), HERE)).isEqualTo(snapshot);
    }
    HardState state = new HardState(-1, -2, -3);
    assertThat(HardState.decode(state.encode().segment(), HERE)).isEqualTo(state);
    ConfChangeV2 v2 = new ConfChangeV2(1, List.of(), some);
    assertThat(ConfChangeV2.decode(v2.encode().segment(), HERE)).isEqualTo(v2);
  }

  @Test
  void oneMessageIsNeverTakenForAnother() {
    Bytes noOp = new Entry(2, 5, EntryType.NORMAL, Bytes.EMPTY).encode(Dialect.EXPLICIT_ZEROS);
    Bytes shortNoOp = new Entry(2, 5, EntryType.NORMAL, Bytes.EMPTY).encode(Dialect.IMPLICIT_ZEROS);
    for (Bytes entry : List.of(noOp, shortNoOp)) {
      assertThatThrownBy(() -> HardState.decode(entry.segment(), HERE))
          .isInstanceOf(CorruptException.class);
    }
    for (long term = 1; term < 5; term++) {
      Bytes state = new HardState(term, 7, 5).encode();
      assertThatThrownBy(() -> entry(state)).isInstanceOf(CorruptException.class);
    }
  }

  @Test
  void unknownRepeatedAndMissingFieldsAreRefused() {
    for (String hex :
        List.of("", "1002", "100218021802", "100218022801", "10021800", "08031002180")) {
      String even = hex.length() % 2 == 0 ? hex : hex + "5";
      assertThatThrownBy(() -> entry(Bytes.fromHex(even)))
          .as(even)
          .isInstanceOf(CorruptException.class);
    }
  }

  private static Entry entry(Bytes bytes) {
    return Entry.decode(bytes.segment(), HERE);
  }
}
