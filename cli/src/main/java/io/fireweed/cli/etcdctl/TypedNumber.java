package io.fireweed.cli.etcdctl;

import io.fireweed.cli.command.GoQuote;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Numbers among the arguments, in one base, with Go's complaints about what is none.
final class TypedNumber {
  private static final Pattern DIGITS = Pattern.compile("[+-]?[0-9a-zA-Z]+");

  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]+");

  private TypedNumber() {}

  /// {@return a decimal number}
  ///
  /// @param failure what is thrown, from Go's complaint
  static <E extends RuntimeException> long decimal(String text, Function<String, E> failure) {
    return parse(text, 10, failure);
  }

  /// {@return a number in hex without a mark}
  ///
  /// @param failure what is thrown, from Go's complaint
  static <E extends RuntimeException> long hex(String text, Function<String, E> failure) {
    return parse(text, 16, failure);
  }

  /// {@return 64 bits in hex without a mark or a sign}
  ///
  /// @param failure what is thrown, from Go's complaint
  static <E extends RuntimeException> long unsignedHex(String text, Function<String, E> failure) {
    String begin = "strconv.ParseUint: parsing " + GoQuote.quote(text) + ": ";
    if (!HEX.matcher(text).matches()) {
      throw failure.apply(begin + "invalid syntax");
    }
    try {
      return Long.parseUnsignedLong(text, 16);
    } catch (NumberFormatException tooLarge) {
      throw failure.apply(begin + "value out of range");
    }
  }

  private static <E extends RuntimeException> long parse(
      String text, int radix, Function<String, E> failure) {
    String begin = "strconv.ParseInt: parsing " + GoQuote.quote(text) + ": ";
    int digits = text.startsWith("+") || text.startsWith("-") ? 1 : 0;
    boolean number =
        DIGITS.matcher(text).matches()
            && text.substring(digits).chars().allMatch(c -> Character.digit(c, radix) >= 0);
    if (!number) {
      throw failure.apply(begin + "invalid syntax");
    }
    try {
      return Long.parseLong(text, radix);
    } catch (NumberFormatException tooLarge) {
      throw failure.apply(begin + "value out of range");
    }
  }
}
