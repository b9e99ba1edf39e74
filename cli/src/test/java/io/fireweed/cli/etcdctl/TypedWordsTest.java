package io.fireweed.cli.etcdctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.Compare;
import io.fireweed.cli.command.CommandFailure;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What is typed, without a server.
class TypedWordsTest {
  @Test
  void theEndOfAPrefixIsItsLastByteRaised() {
    assertThat(end(0x61)).isEqualTo(bytes(0x62));
    assertThat(end(0x61, 0xff)).isEqualTo(bytes(0x62));
    assertThat(end(0xff, 0xff)).isEqualTo(bytes(0));
    assertThat(end(0x61, 0x00)).isEqualTo(bytes(0x61, 0x01));
  }

  @Test
  void aLineSplitsIntoWordsAndQuotes() {
    assertThat(QuotedScanner.words("put 'a b'  \"c\\td\\x41\\101\\\\\" e'f --x=\"y\""))
        .containsExactly("put", "a b", "c\tdAA\\", "e'f", "--x=\"y\"");
    assertThat(QuotedScanner.words("  ")).isEmpty();
  }

  @Test
  void aComparisonNamesTargetKeyOperatorAndValue() {
    Compare compare = TxnSyntax.comparison("lease(\"k\") != \"1f\"");
    assertThat(compare.getTarget()).isEqualTo(Compare.CompareTarget.LEASE);
    assertThat(compare.getResult()).isEqualTo(Compare.CompareResult.NOT_EQUAL);
    assertThat(compare.getKey().toStringUtf8()).isEqualTo("k");
    assertThat(compare.getLease()).isEqualTo(0x1f);
    assertThat(TxnSyntax.comparison("val(`a\"b`) < `c`").getKey().toStringUtf8()).isEqualTo("a\"b");
  }

  @Test
  void anUnknownOperatorIsToldWhereEtcdsToolPanics() {
    assertThatThrownBy(() -> TxnSyntax.comparison("mod(\"a\") >= \"0\""))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("malformed comparison: mod(\"a\") >= \"0\" (unknown operator >=)");
  }

  @Test
  void numbersAreReadInOneBase() {
    assertThat(TypedNumber.decimal("-010", CommandLess::new)).isEqualTo(-10);
    assertThat(TypedNumber.hex("7fffffffffffffff", CommandLess::new)).isEqualTo(Long.MAX_VALUE);
    assertThat(TypedNumber.unsignedHex("ffffffffffffffff", CommandLess::new)).isEqualTo(-1);
    assertThatThrownBy(() -> TypedNumber.hex("8000000000000000", CommandLess::new))
        .hasMessage("strconv.ParseInt: parsing \"8000000000000000\": value out of range");
    assertThatThrownBy(() -> TypedNumber.decimal("", CommandLess::new))
        .hasMessage("strconv.ParseInt: parsing \"\": invalid syntax");
    assertThatThrownBy(() -> TypedNumber.unsignedHex("-1", CommandLess::new))
        .hasMessage("strconv.ParseUint: parsing \"-1\": invalid syntax");
  }

  @Test
  void durationsLookAsGoPrintsThem() {
    assertThat(GoTime.text(Duration.ofNanos(2_231_161))).isEqualTo("2.231161ms");
    assertThat(GoTime.text(Duration.ofNanos(999))).isEqualTo("999ns");
    assertThat(GoTime.text(Duration.ofNanos(1_500))).isEqualTo("1.5µs");
    assertThat(GoTime.text(Duration.ofSeconds(61))).isEqualTo("1m1s");
    assertThat(GoTime.text(Duration.ofMillis(3_600_500))).isEqualTo("1h0m0.5s");
    assertThat(GoTime.text(Duration.ZERO)).isEqualTo("0s");
  }

  @Test
  void anEndpointWithoutASchemeFollowsTheCertificates() {
    assertThat(Dialling.endpoint("a:1", true)).hasToString("https://a:1");
    assertThat(Dialling.endpoint("a:1", false)).hasToString("http://a:1");
    assertThat(Dialling.endpoint("http://a:1", true)).hasToString("http://a:1");
    assertThat(Dialling.endpoint("unix:///x/y", true)).hasToString("unix:///x/y");
    assertThat(Dialling.endpoint("unixs://y:1", false)).hasToString("unixs://y:1");
    assertThatThrownBy(() -> Dialling.endpoint("ftp://x", false))
        .isInstanceOf(CommandFailure.class);
  }

  private static final class CommandLess extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandLess(String message) {
      super(message);
    }
  }

  private static ByteString end(int... values) {
    return KeyRange.endOfPrefix(bytes(values));
  }

  private static ByteString bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return ByteString.copyFrom(bytes);
  }
}
