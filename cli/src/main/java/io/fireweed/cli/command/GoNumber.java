package io.fireweed.cli.command;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;

/// 64-bit integers as flags of Go programs take them: decimal, `0x`, `0o` or `0`, `0b`, with `_`
/// between digits only after a prefix.
final class GoNumber {
  private static final BigInteger UNSIGNED_END = BigInteger.ONE.shiftLeft(64);
  private static final BigInteger SIGNED_END = BigInteger.ONE.shiftLeft(63);
  private static final int DIGITS_MAX = 200;
  private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]*");
  private static final Pattern HEX = Pattern.compile("0[xX](_?[0-9a-fA-F])+");
  private static final Pattern OCTAL = Pattern.compile("0[oO]?(_?[0-7])+");
  private static final Pattern BINARY = Pattern.compile("0[bB](_?[01])+");

  private GoNumber() {}

  static String complaintUnsigned(String value) {
    Optional<BigInteger> number = magnitude(value);
    if (number.isEmpty()) {
      return FlagKind.strconv("ParseUint", value, FlagKind.SYNTAX);
    }
    return number.get().compareTo(UNSIGNED_END) < 0
        ? ""
        : FlagKind.strconv("ParseUint", value, FlagKind.RANGE);
  }

  static String complaintSigned(String value) {
    Optional<BigInteger> number = signed(value);
    if (number.isEmpty()) {
      return FlagKind.strconv("ParseInt", value, FlagKind.SYNTAX);
    }
    BigInteger n = number.get();
    return n.compareTo(SIGNED_END) < 0 && n.compareTo(SIGNED_END.negate()) >= 0
        ? ""
        : FlagKind.strconv("ParseInt", value, FlagKind.RANGE);
  }

  /// {@return the low 64 bits of a number that has passed its check}
  static long value(String value) {
    return signed(value)
        .orElseThrow(() -> new IllegalStateException("not a number: " + value))
        .longValue();
  }

  private static Optional<BigInteger> signed(String value) {
    if (value.startsWith("-")) {
      return magnitude(value.substring(1)).map(BigInteger::negate);
    }
    return magnitude(value.startsWith("+") ? value.substring(1) : value);
  }

  private static Optional<BigInteger> magnitude(String value) {
    if (value.length() > DIGITS_MAX) {
      return Optional.empty();
    }
    if (DECIMAL.matcher(value).matches()) {
      return Optional.of(new BigInteger(value));
    }
    String digits = value.replace("_", "");
    if (HEX.matcher(value).matches()) {
      return Optional.of(new BigInteger(digits.substring(2), 16));
    }
    if (BINARY.matcher(value).matches()) {
      return Optional.of(new BigInteger(digits.substring(2), 2));
    }
    if (OCTAL.matcher(value).matches()) {
      boolean letter = Character.toLowerCase(value.charAt(1)) == 'o';
      return Optional.of(new BigInteger(digits.substring(letter ? 2 : 1), 8));
    }
    return Optional.empty();
  }
}
