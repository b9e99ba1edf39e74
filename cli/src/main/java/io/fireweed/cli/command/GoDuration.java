package io.fireweed.cli.command;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as flags of Go programs take them: `10s`, `1m30s`, `1.5h`, `250ms`, `0`.
final class GoDuration {
  private static final Pattern WHOLE =
      Pattern.compile("[+-]?(0|((\\d+\\.?\\d*|\\.\\d+)(ns|us|µs|μs|ms|s|m|h))+)");
  private static final Pattern NO_UNIT = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)");
  private static final Pattern PART =
      Pattern.compile("(\\d+\\.?\\d*|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)");
  private static final int LENGTH_MAX = 40;
  private static final Map<String, BigDecimal> NANOS =
      Map.of(
          "ns", BigDecimal.ONE,
          "us", BigDecimal.valueOf(1_000),
          "µs", BigDecimal.valueOf(1_000),
          "μs", BigDecimal.valueOf(1_000),
          "ms", BigDecimal.valueOf(1_000_000),
          "s", BigDecimal.valueOf(1_000_000_000L),
          "m", BigDecimal.valueOf(60_000_000_000L),
          "h", BigDecimal.valueOf(3_600_000_000_000L));

  private GoDuration() {}

  static String complaint(String value) {
    if (value.length() <= LENGTH_MAX && WHOLE.matcher(value).matches()) {
      return nanos(value).abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0
          ? ""
          : "time: invalid duration " + GoQuote.quote(value);
    }
    return NO_UNIT.matcher(value).matches()
        ? "time: missing unit in duration " + GoQuote.quote(value)
        : "time: invalid duration " + GoQuote.quote(value);
  }

  static Duration value(String value) {
    return Duration.ofNanos(nanos(value).longValue());
  }

  private static BigDecimal nanos(String value) {
    BigDecimal sum = BigDecimal.ZERO;
    Matcher part = PART.matcher(value);
    while (part.find()) {
      BigDecimal unit = NANOS.getOrDefault(part.group(2), BigDecimal.ZERO);
      sum = sum.add(new BigDecimal(part.group(1)).multiply(unit));
    }
    return value.startsWith("-") ? sum.negate() : sum;
  }
}
