package io.fireweed.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoTextTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0s",
    "100ms, 100000000, 100ms",
    "1.5s, 1500000000, 1.5s",
    "1m, 60000000000, 1m0s",
    "1h0m0.5s, 3600500000000, 1h0m0.5s",
    "-2us, -2000, -2µs",
    "1.5ms, 1500000, 1.5ms",
    ".5h, 1800000000000, 30m0s",
    "7ns, 7, 7ns"
  })
  void aSpanIsReadAndPrintedAsInGo(String text, long nanos, String printed) {
    assertThat(GoText.duration(text)).isEqualTo(Duration.ofNanos(nanos));
    assertThat(GoText.print(Duration.ofNanos(nanos))).isEqualTo(printed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "1x", "1s1", ".s", "-", "1..5s", "300000h0m0s3000000h"})
  void whatIsNoSpanIsRefused(String text) {
    assertThatThrownBy(() -> GoText.duration(text)).hasMessage("parse error");
  }

  @ParameterizedTest
  @CsvSource({"10, 10", "0x10, 16", "010, 8", "0b11, 3", "0o17, 15", "1_000, 1000", "-7, -7"})
  void aNumberMayHaveAnyOfGosBases(String text, long value) {
    assertThat(GoText.integer(text)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "--1", "+-1", "1e3", "0x", "abc", "1.0", "९"})
  void whatIsNoNumberIsRefused(String text) {
    assertThatThrownBy(() -> GoText.integer(text)).hasMessage("parse error");
  }
}
