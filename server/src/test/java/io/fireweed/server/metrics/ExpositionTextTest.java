package io.fireweed.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpositionTextTest {
  /// As Go's `strconv.FormatFloat(x, 'g', -1, 64)` has it.
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "-1, -1",
    "0.5, 0.5",
    "0.0001, 0.0001",
    "0.00001, 1e-05",
    "12345, 12345",
    "100000, 100000",
    "1000000, 1e+06",
    "2097152, 2.097152e+06",
    "2147483648, 2.147483648e+09",
    "-2147483648, -2.147483648e+09",
    "1.8446744073709552e19, 1.8446744073709552e+19",
    "3.0941184e+07, 3.0941184e+07",
    "1e-300, 1e-300",
    "NaN, NaN",
    "Infinity, +Inf",
    "-Infinity, -Inf"
  })
  void numbersAreWrittenAsGoWritesThem(double number, String text) {
    assertThat(ExpositionText.number(number)).isEqualTo(text);
  }
}
