package io.fireweed.server.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.regex.Pattern;

/// Values as Go writes them, and its two complaints about others.
public final class GoText {
  private static final BigInteger NANOS_LIMIT = BigInteger.ONE.shiftLeft(63);

  private static final Pattern PLAIN = Pattern.compile("[0-9a-fA-F]+");

  private GoText() {}

  static BadSettingException unreadable() {
    return new BadSettingException("parse error");
  }

  private static BadSettingException outOfRange() {
    return new BadSettingException("value out of range");
  }

  static boolean bool(String text) {
    return switch (text) {
      case "1", "t", "T", "true", "TRUE", "True" -> true;
      case "0", "f", "F", "false", "FALSE", "False" -> false;
      default -> throw unreadable();
    };
  }

  /// {@return a number of 64 bits, with or without a sign}
  static long integer(String text) {
    boolean negative = text.startsWith("-");
    String digits = negative || text.startsWith("+") ? text.substring(1) : text;
    BigInteger magnitude = magnitude(digits);
    BigInteger value = negative ? magnitude.negate() : magnitude;
    if (value.bitLength() > 63) {
      throw outOfRange();
    }
    return value.longValue();
  }

  /// {@return a number without a sign, up to [Long#MAX_VALUE]}
  static long unsigned(String text, int bits) {
    BigInteger value = magnitude(text);
    if (value.bitLength() > bits) {
      throw outOfRange();
    }
    return value.bitLength() > 63 ? Long.MAX_VALUE : value.longValue();
  }

  private static BigInteger magnitude(String text) {
    int radix = 10;
    String digits = text.replace("_", "");
    String prefix =
        digits.length() > 1 ? digits.substring(0, 2).toLowerCase(java.util.Locale.ROOT) : "";
    switch (prefix) {
      case "0x" -> radix = 16;
      case "0o" -> radix = 8;
      case "0b" -> radix = 2;
      default -> {
        if (digits.length() > 1 && digits.charAt(0) == '0') {
          radix = 8;
          prefix = "0";
        } else {
          prefix = "";
        }
      }
    }
    digits = digits.substring(prefix.length());
    if (!PLAIN.matcher(digits).matches()) {
      throw unreadable();
    }
    try {
      return new BigInteger(digits, radix);
    } catch (NumberFormatException e) {
      throw unreadable();
    }
  }

  /// {@return a span as `1h30m`, `100ms` or `0`}
  public static Duration duration(String text) {
    boolean negative = text.startsWith("-");
    String rest = negative || text.startsWith("+") ? text.substring(1) : text;
    if (rest.isEmpty()) {
      throw unreadable();
    }
    if ("0".equals(rest)) {
      return Duration.ZERO;
    }
    BigDecimal nanos = BigDecimal.ZERO;
    int at = 0;
    while (at < rest.length()) {
      int numberEnd = endOf(rest, at, true);
      int unitEnd = endOf(rest, numberEnd, false);
      nanos =
          nanos.add(
              number(rest.substring(at, numberEnd))
                  .multiply(unit(rest.substring(numberEnd, unitEnd))));
      at = unitEnd;
    }
    BigInteger whole = nanos.toBigInteger();
    if (whole.compareTo(NANOS_LIMIT) >= 0) {
      throw unreadable();
    }
    Duration span = Duration.ofNanos(whole.longValue());
    return negative ? span.negated() : span;
  }

  private static int endOf(String text, int from, boolean ofNumber) {
    int at = from;
    while (at < text.length() && isNumeric(text.charAt(at)) == ofNumber) {
      at++;
    }
    return at;
  }

  private static boolean isNumeric(char c) {
    return c == '.' || (c >= '0' && c <= '9');
  }

  private static BigDecimal number(String digits) {
    try {
      return new BigDecimal(digits);
    } catch (NumberFormatException e) {
      throw unreadable();
    }
  }

  private static BigDecimal unit(String name) {
    long nanos =
        switch (name) {
          case "ns" -> 1;
          case "us", "\u00b5s", "\u03bcs" -> 1_000;
          case "ms" -> 1_000_000;
          case "s" -> 1_000_000_000;
          case "m" -> 60_000_000_000L;
          case "h" -> 3_600_000_000_000L;
          default -> throw unreadable();
        };
    return BigDecimal.valueOf(nanos);
  }

  /// {@return a span as Go prints it: `1m0s`, `1.5s`, `100ms`}
  public static String print(Duration span) {
    if (span.isZero()) {
      return "0s";
    }
    String sign = span.isNegative() ? "-" : "";
    Duration size = span.abs();
    if (size.compareTo(Duration.ofSeconds(1)) < 0) {
      long nanos = size.toNanos();
      if (nanos < 1_000) {
        return sign + nanos + "ns";
      }
      return nanos < 1_000_000 ? sign + plain(nanos, 3) + "\u00b5s" : sign + plain(nanos, 6) + "ms";
    }
    StringBuilder text = new StringBuilder(sign);
    long hours = size.toHours();
    if (hours > 0) {
      text.append(hours).append('h');
    }
    if (hours > 0 || size.toMinutes() > 0) {
      text.append(size.toMinutesPart()).append('m');
    }
    return text.append(plain(size.toSecondsPart() * 1_000_000_000L + size.toNanosPart(), 9))
        .append('s')
        .toString();
  }

  private static String plain(long value, int scale) {
    BigDecimal number = BigDecimal.valueOf(value, scale).stripTrailingZeros();
    return number.toPlainString();
  }
}
