package io.fireweed.raft.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import io.fireweed.raft.message.Ballot;
import io.fireweed.raft.message.ElectionMessage.Cause;
import io.fireweed.raft.message.ElectionMessage.TransferLeader;
import io.fireweed.raft.message.ElectionMessage.VoteReply;
import io.fireweed.raft.message.ElectionMessage.VoteRequest;
import io.fireweed.raft.message.LogMessage.Append;
import io.fireweed.raft.message.LogMessage.AppendAccepted;
import io.fireweed.raft.message.LogMessage.AppendRejected;
import io.fireweed.raft.message.LogMessage.Heartbeat;
import io.fireweed.raft.message.LogMessage.InstallSnapshot;
import io.fireweed.raft.message.LogMessage.Propose;
import io.fireweed.raft.message.PeerMessage;
import io.fireweed.raft.message.ReadMessage.ReadIndexReply;
import io.fireweed.raft.message.ReadMessage.ReadIndexRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageCodecTest {
  private static final Origin ORIGIN = new Origin("peer 2", 100);
  private static final Bytes A = Bytes.ofUtf8("a");

  /// What 3.4 and 3.5 write where there is no snapshot.
  private static final String EMPTY = "4a 0a 12 08 0a 02 28 00 10 00 18 00";

  @Test
  void aVoteGranted() {
    check(
        new VoteReply(Ballot.VOTE, 2, 1, 5, false),
        "08 06 10 02 18 01 20 05 28 00 30 00 40 00 " + EMPTY + " 50 00 58 00",
        "08 06 10 02 18 01 20 05 28 00 30 00 40 00 50 00 58 00 68 00",
        "08 06 10 02 18 01 20 05");
  }

  @Test
  void aVoteRefused() {
    check(
        new VoteReply(Ballot.PRE_VOTE, 2, 1, 5, true),
        "08 12 10 02 18 01 20 05 28 00 30 00 40 00 " + EMPTY + " 50 01 58 00",
        "08 12 10 02 18 01 20 05 28 00 30 00 40 00 50 01 58 00 68 00",
        "08 12 10 02 18 01 20 05 50 01");
  }

  @Test
  void aVoteAskedForByAMemberWithAnEmptyLog() {
    check(
        new VoteRequest(Ballot.VOTE, 2, 1, 5, 0, 0, Cause.TRANSFER),
        "08 05 10 02 18 01 20 05 28 00 30 00 40 00 " + EMPTY + " 50 00 58 00 62 10 " + TRANSFER,
        "08 05 10 02 18 01 20 05 28 00 30 00 40 00 50 00 58 00 62 10 " + TRANSFER + " 68 00",
        "08 05 10 02 18 01 20 05 28 00 30 00 62 10 " + TRANSFER);
  }

  private static final String TRANSFER = "43 61 6d 70 61 69 67 6e 54 72 61 6e 73 66 65 72";

  @Test
  void theFirstEntries() {
    List<Entry> entries =
        List.of(
            new Entry(1, 1, EntryType.NORMAL, Bytes.EMPTY), new Entry(2, 2, EntryType.NORMAL, A));
    check(
        new Append(2, 1, 5, 0, 0, entries, 0),
        "08 03 10 02 18 01 20 05 28 00 30 00 3a 06 08 00 10 01 18 01"
            + " 3a 09 08 00 10 02 18 02 22 01 61 40 00 "
            + EMPTY
            + " 50 00 58 00",
        "08 03 10 02 18 01 20 05 28 00 30 00 3a 06 08 00 10 01 18 01"
            + " 3a 09 08 00 10 02 18 02 22 01 61 40 00 50 00 58 00 68 00",
        "08 03 10 02 18 01 20 05 28 00 30 00 3a 04 10 01 18 01"
            + " 3a 07 10 02 18 02 22 01 61 40 00");
  }

  @Test
  void anAppendRefusedByAMemberWithAnEmptyLog() {
    check(
        new AppendRejected(2, 1, 5, 7, 0, 0),
        "08 04 10 02 18 01 20 05 28 00 30 07 40 00 " + EMPTY + " 50 01 58 00",
        "08 04 10 02 18 01 20 05 28 00 30 07 40 00 50 01 58 00 68 00",
        "08 04 10 02 18 01 20 05 28 00 30 07 50 01 58 00");
  }

  @Test
  void aLaterTermToldToALeader() {
    check(
        new AppendAccepted(2, 1, 5, 0),
        "08 04 10 02 18 01 20 05 28 00 30 00 40 00 " + EMPTY + " 50 00 58 00",
        "08 04 10 02 18 01 20 05 28 00 30 00 40 00 50 00 58 00 68 00",
        "08 04 10 02 18 01 20 05");
  }

  @Test
  void aProposalForwarded() {
    check(
        new Propose(2, 1, List.of(new Entry(0, 0, EntryType.NORMAL, A))),
        "08 02 10 02 18 01 20 00 28 00 30 00 3a 09 08 00 10 00 18 00 22 01 61 40 00 "
            + EMPTY
            + " 50 00 58 00",
        "08 02 10 02 18 01 20 00 28 00 30 00 3a 09 08 00 10 00 18 00 22 01 61 40 00"
            + " 50 00 58 00 68 00",
        "08 02 10 02 18 01 3a 03 22 01 61");
  }

  @Test
  void aReadAndItsAnswer() {
    check(
        new ReadIndexRequest(2, 1, A),
        "08 0f 10 02 18 01 20 00 28 00 30 00 3a 09 08 00 10 00 18 00 22 01 61 40 00 "
            + EMPTY
            + " 50 00 58 00",
        "08 0f 10 02 18 01 20 00 28 00 30 00 3a 09 08 00 10 00 18 00 22 01 61 40 00"
            + " 50 00 58 00 68 00",
        "08 0f 10 02 18 01 3a 03 22 01 61");
    assertThat(MessageCodec.encode(new ReadIndexReply(2, 1, 5, 9, A), WireRelease.V3_7))
        .isEqualTo(bytes("08 10 10 02 18 01 20 05 30 09 3a 03 22 01 61"));
  }

  @Test
  void aHeartbeatToAMemberThatMatchesNothing() {
    check(
        new Heartbeat(2, 1, 5, 0, A),
        "08 08 10 02 18 01 20 05 28 00 30 00 40 00 " + EMPTY + " 50 00 58 00 62 01 61",
        "08 08 10 02 18 01 20 05 28 00 30 00 40 00 50 00 58 00 62 01 61 68 00",
        "08 08 10 02 18 01 20 05 40 00 62 01 61");
  }

  @Test
  void aSnapshot() {
    RaftSnapshot snapshot = new RaftSnapshot(A, ConfState.ofVoters(List.of(1L)), 7, 3);
    check(
        new InstallSnapshot(2, 1, 5, snapshot),
        "08 07 10 02 18 01 20 05 28 00 30 00 40 00"
            + " 4a 0f 0a 01 61 12 0a 0a 04 08 01 28 00 10 07 18 03 50 00 58 00",
        "08 07 10 02 18 01 20 05 28 00 30 00 40 00"
            + " 4a 0f 0a 01 61 12 0a 0a 04 08 01 28 00 10 07 18 03 50 00 58 00 68 00",
        "08 07 10 02 18 01 20 05 4a 0d 0a 01 61 12 08 0a 02 08 01 10 07 18 03");
  }

  @Test
  void membersWithLargeIds() {
    check(
        new TransferLeader(0x8000000000000001L, 1, 5),
        "08 0d 10 81 80 80 80 80 80 80 80 80 01 18 01 20 05 28 00 30 00 40 00 "
            + EMPTY
            + " 50 00 58 00",
        "08 0d 10 81 80 80 80 80 80 80 80 80 01 18 01 20 05 28 00 30 00 40 00 50 00 58 00 68 00",
        "08 0d 10 81 80 80 80 80 80 80 80 80 01 18 01 20 05");
  }

  private static void check(PeerMessage message, String before36, String in36, String in37) {
    assertForm(message, WireRelease.V3_4, before36);
    assertForm(message, WireRelease.V3_5, before36);
    assertForm(message, WireRelease.V3_6, in36);
    assertForm(message, WireRelease.V3_7, in37);
  }

  private static void assertForm(PeerMessage message, WireRelease release, String hex) {
    assertThat(MessageCodec.encode(message, release)).as("in %s", release).isEqualTo(bytes(hex));
    assertThat(decode(hex)).isEqualTo(message);
  }

  @Test
  void anyOtherContextOfAVoteStandsForATimeout() {
    assertThat(decode("08 05 10 02 18 01 20 05 28 00 30 00 62 01 61"))
        .isEqualTo(new VoteRequest(Ballot.VOTE, 2, 1, 5, 0, 0, Cause.TIMEOUT));
  }

  @Test
  void theOrderOfFieldsIsOfNoMatter() {
    assertThat(decode("20 05 18 01 10 02 08 06"))
        .isEqualTo(new VoteReply(Ballot.VOTE, 2, 1, 5, false));
  }

  /// What stays within a member, also the answers of its storage, must not come from outside.
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 10, 11, 12, 19, 20, 21, 22, 23})
  void typesThatStayWithinAMemberAreRefused(int type) {
    refused(
        "08 %02x 10 02 18 01 20 05".formatted(type),
        "peer 2: offset 100: type expected one that members send each other, found Msg");
  }

  @Test
  void aTypeFromNowhereIsRefused() {
    refused("10 02 08 18 18 01", "peer 2: offset 102: type expected a type of message, found 24");
    refused("08 ff ff ff ff ff ff ff ff ff 01 10 02", "found 18446744073709551615");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "08 06 10 02 20 05 | from expected a value in MsgVoteResp, found none",
        "08 06 18 01 20 05 | to expected a value in MsgVoteResp, found none",
        "08 06 10 02 18 01 | term expected a value in MsgVoteResp, found none",
        "08 06 10 02 18 00 20 05 | offset 104: from expected a member, found 0",
        "08 06 10 00 18 01 20 05 | offset 102: to expected a member, found 0",
        "08 06 10 02 18 ff ff ff ff ff ff ff ff ff 01 20 05 | from expected a member",
        "08 06 10 02 18 fe ff ff ff ff ff ff ff ff 01 20 05 | from expected a member",
        "08 06 10 02 18 01 20 00 | offset 106: term expected at least 1, found 0",
        "08 02 10 02 18 01 20 05 3a 00 | term expected nothing in MsgProp, found a value",
        "08 06 10 02 18 01 20 81 80 80 80 80 80 80 80 40 | term expected at most",
        "08 06 10 02 18 01 20 05 30 01 | offset 108: index expected nothing in MsgVoteResp",
        "08 06 10 02 18 01 20 05 72 00 | responses expected none",
        "08 06 10 02 18 01 20 05 68 01 | vote expected nothing in MsgVoteResp",
        "08 06 10 02 18 01 20 05 20 06 | field 4 expected term once, found it twice",
        "08 06 10 02 18 01 20 05 50 02 | field 10 expected 0 or 1, found 2",
        "0a 06 10 02 18 01 20 05 | wire type of field 1 expected VARINT",
        "08 06 10 02 18 01 20 05 4b | wire type of field 9 expected LENGTH_DELIMITED, found GROUP",
        "08 06 10 02 18 01 20 05 4e | wire type of field 9 expected 0, 1, 2, 3 or 5, found 6",
        "08 05 10 02 18 01 20 05 30 01 | log term expected a value in MsgVote, found none",
        "08 08 10 02 18 01 20 05 | commit expected a value in MsgHeartbeat, found none",
        "08 07 10 02 18 01 20 05 | snapshot expected a value in MsgSnap, found none",
        "08 06 10 02 18 01 20 05 3a ff ff ff ff ff ff ff ff 7f | length of field 7",
      })
  void whatBreaksTheRulesOfAHeadIsRefused(String hex, String message) {
    refused(hex, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "28 01 30 01 40 00 3a 04 10 01 18 03 | offset 114: index of entry 0 expected 2, found 3",
        "28 01 30 01 40 00 3a 04 10 01 18 02 3a 04 10 01 18 02"
            + "| offset 120: index of entry 1 expected 3, found 2",
        "28 03 30 01 40 00 3a 04 10 02 18 02 | term of entry 0 expected 3 to 5, found 2",
        "28 01 30 01 40 00 3a 04 10 06 18 02 | term of entry 0 expected 1 to 5, found 6",
        "28 00 30 00 40 00 3a 02 18 01 | term of entry 0 expected 1 to 5, found 0",
        "28 06 30 01 40 00 | log term expected 1 to 5, found 6",
        "28 00 30 01 40 00 | log term expected 1 to 5, found 0",
        "28 01 30 00 40 00 | log term expected 0 before the first entry, found 1",
        "28 00 30 00 40 00 3a 06 08 03 10 01 18 01 | entry type expected 0, 1 or 2, found 3",
        "28 00 30 00 40 00 3a 09 08 01 10 01 18 01 22 01 ff"
            + "| offset 114: data of entry 0: offset 1: varint expected another byte",
        "28 00 30 00 40 00 3a 06 10 01 10 01 18 01 | entry expected field 2 once, found it twice",
        "28 00 30 00 40 00 3a 06 12 00 10 01 18 01 | wire type of field 2 expected VARINT",
      })
  void whatBreaksTheRulesOfAnAppendIsRefused(String rest, String message) {
    refused("08 03 10 02 18 01 20 05 " + rest, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "08 02 10 02 18 01 | entries expected a value in MsgProp, found none",
        "08 02 10 02 18 01 3a 02 18 01 | offset 106: index of entry 0 expected 0, found 1",
        "08 02 10 02 18 01 3a 02 10 01 | term of entry 0 expected 0, found 1",
        "08 0f 10 02 18 01 | entries expected a value in MsgReadIndex, found none",
        "08 0f 10 02 18 01 3a 00 3a 00 | offset 106: entries expected exactly 1, found 2",
        "08 0f 10 02 18 01 3a 02 08 02 | type of entry 0 expected 0, found 2",
        "08 07 10 02 18 01 20 05 4a 0a 12 08 0a 02 28 00 10 00 18 00"
            + "| offset 108: snapshot expected index from 1 and term from 1 to 5, found none",
        "08 07 10 02 18 01 20 05 4a 0a 12 08 0a 02 28 00 10 01 18 06 | found index 1 and term 6",
        "08 06 10 02 18 01 20 05 4a 0a 12 08 0a 02 28 00 10 01 18 05"
            + "| offset 108: snapshot expected nothing in MsgVoteResp, found a value",
      })
  void whatBreaksTheRulesOfProposalsReadsAndSnapshotsIsRefused(String hex, String message) {
    refused(hex, message);
  }

  @Test
  void moreEntriesThanAnyMessageHasAreRefused() {
    String head = "08 02 10 02 18 01";
    refused(head + "3a00".repeat(MessageCodec.MAX_ENTRIES + 1), "entries expected at most 1048576");
  }

  private static void refused(String hex, String message) {
    assertThatThrownBy(() -> decode(hex))
        .isInstanceOf(CorruptException.class)
        .hasMessageStartingWith("peer 2")
        .hasMessageContaining(message);
  }

  private static PeerMessage decode(String hex) {
    return MessageCodec.decode(bytes(hex).segment(), ORIGIN);
  }

  private static Bytes bytes(String hex) {
    return Bytes.fromHex(hex.replace(" ", ""));
  }
}
