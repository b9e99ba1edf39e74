package io.fireweed.raft.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import io.fireweed.raft.message.PeerMessage;
import io.fireweed.raft.wire.RecordedMessages.Recorded;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Messages that real members sent, where no etcd is installed.
class RecordedMessagesGoldenTest {
  private static final Origin ORIGIN = new Origin("recorded message", 0);

  static Stream<Arguments> recorded() {
    return Stream.concat(
        RecordedMessages.of("3.4.23").stream().map(r -> Arguments.of(WireRelease.V3_4, r)),
        RecordedMessages.of("3.5.30").stream().map(r -> Arguments.of(WireRelease.V3_5, r)));
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void whatARealMemberSentIsReadAndWrittenAgainToTheSameBytes(
      WireRelease release, Recorded recorded) {
    Bytes bytes = recorded.bytes();
    if (recorded.kind().startsWith(RecordedMessages.ENTRY)) {
      Entry entry = EntryCodec.decode(bytes.segment(), ORIGIN);
      assertThat(EntryCodec.encode(entry, release)).isEqualTo(bytes);
      assertThat(RecordedMessages.ENTRY + entry.type()).isEqualTo(recorded.kind());
      return;
    }
    PeerMessage message = MessageCodec.decode(bytes.segment(), ORIGIN);
    assertThat(MessageCodec.encode(message, release)).isEqualTo(bytes);
    assertThat(RecordedMessages.kind(message)).isEqualTo(recorded.kind());
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void itMeansTheSameInTheFormOfEveryRelease(WireRelease release, Recorded recorded) {
    if (recorded.kind().startsWith(RecordedMessages.ENTRY)) {
      return;
    }
    PeerMessage message = MessageCodec.decode(recorded.bytes().segment(), ORIGIN);
    for (WireRelease other : WireRelease.values()) {
      Bytes bytes = MessageCodec.encode(message, other);
      assertThat(MessageCodec.decode(bytes.segment(), ORIGIN)).isEqualTo(message);
    }
  }
}
