package io.fireweed.format.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRowTest {
  private static final Origin WHERE = new Origin("db: bucket members", 77);

  @Test
  void fieldsStandInGoOrderAndEmptyOnesAreLeftOut() {
    MemberRow row =
        new MemberRow(
            new MemberId(-1),
            List.of("http://a:1", "http://b:2"),
            MemberRow.Role.LEARNER,
            new MemberAttributes("n", List.of("http://c:3")));
    assertThat(row.value().toUtf8())
        .isEqualTo(
            "{\"id\":18446744073709551615,\"peerURLs\":[\"http://a:1\",\"http://b:2\"],"
                + "\"isLearner\":true,\"name\":\"n\",\"clientURLs\":[\"http://c:3\"]}");
    assertThat(MemberRow.decode(row.key().segment(), row.value().segment(), WHERE)).isEqualTo(row);
    assertThat(MemberRow.voter(new MemberId(7), List.of(), "").value().toUtf8())
        .isEqualTo("{\"id\":7,\"peerURLs\":[]}");
  }

  @Test
  void textIsEscapedAsGoEscapesIt() {
    String name = "<&>\"\\\n\r\t\u0001\u2028é/\u007f";
    MemberRow row = MemberRow.voter(new MemberId(7), List.of(), name);
    assertThat(row.value().toUtf8())
        .isEqualTo(
            "{\"id\":7,\"peerURLs\":[],\"name\":\""
                + "\\"
                + "u003c\\"
                + "u0026\\"
                + "u003e"
                + "\\\"\\\\\\n\\r\\t\\"
                + "u0001\\"
                + "u2028é/\u007f\"}");
    assertThat(MemberRow.decode(row.value().segment(), WHERE).name()).isEqualTo(name);
  }

  @Test
  void promotionIsSaidAfterTheMember() {
    MemberRow member = MemberRow.voter(new MemberId(7), List.of("http://a:1"), "");
    MemberChange change = new MemberChange(member, MemberChange.Intent.PROMOTE);
    assertThat(change.encode().toUtf8())
        .isEqualTo("{\"id\":7,\"peerURLs\":[\"http://a:1\"],\"isPromote\":true}");
    assertThat(MemberChange.decode(change.encode().segment(), WHERE)).isEqualTo(change);
    assertThat(MemberChange.decode(member.value().segment(), WHERE).intent())
        .isEqualTo(MemberChange.Intent.SET);
  }

  @Test
  void unknownFieldsAndNullListsAreAccepted() {
    MemberRow row = decode("{\"id\":7,\"new\":{\"a\":[1,2]},\"peerURLs\":null}");
    assertThat(row).isEqualTo(MemberRow.voter(new MemberId(7), List.of(), ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{\"id\":7}{}",
        "{\"id\":7} x",
        "{\"id\":-1}",
        "{\"id\":1.5}",
        "{\"id\":\"7\"}",
        "{\"id\":18446744073709551616}",
        "{\"id\":7,\"id\":8}",
        "{\"name\":\"a\"}",
        "{\"id\":7,\"peerURLs\":[1]}",
        "{\"id\":7,\"peerURLs\":\"a\"}",
        "{\"id\":7,\"isLearner\":1}",
        "{\"id\":7,}",
        "{\"id\":1e400000000}"
      })
  void malformedMembersAreRefusedWithTheirPlace(String json) {
    assertThatThrownBy(() -> decode(json))
        .isInstanceOf(CorruptException.class)
        .hasMessageStartingWith("db: bucket members: offset 77: ");
  }

  @Test
  void idMustBeThatOfTheKey() {
    MemberRow row = MemberRow.voter(new MemberId(7), List.of(), "");
    assertThatThrownBy(
            () -> MemberRow.decode(Bytes.ofUtf8("8").segment(), row.value().segment(), WHERE))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("member id expected \"8\" as in the key, found 7");
  }

  @Test
  void downgradeHasBothFieldsAlways() {
    DowngradeRow row = new DowngradeRow("3.5.0", DowngradeRow.State.ENABLED);
    assertThat(row.value().toUtf8()).isEqualTo("{\"target-version\":\"3.5.0\",\"enabled\":true}");
    assertThat(DowngradeRow.decode(row.value().segment(), WHERE)).isEqualTo(row);
    assertThat(new DowngradeRow("", DowngradeRow.State.DISABLED).value().toUtf8())
        .isEqualTo("{\"target-version\":\"\",\"enabled\":false}");
  }

  @Test
  void confStateLeavesEmptyListsOut() {
    ConfStateRow row =
        new ConfStateRow(
            new ConfState(List.of(-1L, 2L), List.of(3L), List.of(4L), List.of(5L), true));
    assertThat(row.value().toUtf8())
        .isEqualTo(
            "{\"voters\":[18446744073709551615,2],\"learners\":[3],\"voters_outgoing\":[4],"
                + "\"learners_next\":[5],\"auto_leave\":true}");
    assertThat(ConfStateRow.decode(row.value().segment(), WHERE)).isEqualTo(row);
  }

  private static MemberRow decode(String json) {
    return MemberRow.decode(Bytes.ofUtf8(json).segment(), WHERE);
  }
}
