package io.fireweed.format.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemberIdTest {
  @ParameterizedTest
  @CsvSource({
    "etcd-cluster, b71f75320dc06a6c, 11bff47b8baf3ee9, 2daa54f17ef01167, c14c235c147937a",
    "restore-token, 9d33f9528db7d3cf, 725b5e72419450fe, 56e376c65f9b8e95, ab5ad7673b750839",
  })
  void idsOfARestoreAreThoseOfTheRealTools(
      String token, String m1, String m2, String m3, String cluster) {
    List<MemberId> ids =
        List.of(
            id("http://127.0.0.1:2380", token),
            id("http://127.0.0.1:2480", token),
            id("http://127.0.0.1:2580", token));
    assertThat(ids.stream().map(MemberId::toString)).containsExactly(m1, m2, m3);
    assertThat(ClusterId.of(ids).toString()).isEqualTo(cluster);
    assertThat(ClusterId.of(ids.reversed())).isEqualTo(ClusterId.of(ids));
  }

  @Test
  void idsOfASingleMemberAreThoseOfTheRealServer() {
    MemberId id = id("http://127.0.0.1:23800", "vec-token");
    assertThat(id.toString()).isEqualTo("10e908d3ae25c30c");
    assertThat(ClusterId.of(List.of(id)).toString()).isEqualTo("29b27a12456d371d");
  }

  @Test
  void orderOfUrlsDoesNotMatter() {
    assertThat(MemberId.atBootstrap(List.of("http://b:1", "http://a:1"), "t"))
        .isEqualTo(MemberId.atBootstrap(List.of("http://a:1", "http://b:1"), "t"));
  }

  @Test
  void runtimeIdDependsOnTheTime() {
    assertThat(MemberId.atRuntime(List.of("http://a:1"), 1))
        .isNotEqualTo(MemberId.atRuntime(List.of("http://a:1"), 2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00a", "ABC", "12345678901234567", "g", "-1", "0x1"})
  void textThatEtcdWouldNotWriteIsNoId(String hex) {
    assertThat(MemberId.findHex(hex)).isEmpty();
  }

  @Test
  void idsAboveTwoToTheSixtyThreeAreUnsigned() {
    MemberId high = MemberId.findHex("b71f75320dc06a6c").orElseThrow();
    assertThat(high).isGreaterThan(new MemberId(1));
    assertThat(high.key().toUtf8()).isEqualTo("b71f75320dc06a6c");
  }

  private static MemberId id(String url, String token) {
    return MemberId.atBootstrap(List.of(url), token);
  }
}
