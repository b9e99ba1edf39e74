package io.fireweed.format.wire;

import java.util.Optional;

/// Two unsigned numbers as etcd writes them into file names: `0000000000000001-0000000000000044`,
/// lower case, so that the order of names is the order of numbers.
public record HexPair(long first, long second) {
  private static final int DIGITS = 16;
  private static final int LENGTH = 2 * DIGITS + 1;

  /// {@return the pair in `fileName`, or nothing if that is not exactly a pair and `ending`}
  public static Optional<HexPair> find(String fileName, String ending) {
    if (fileName.length() != LENGTH + ending.length()
        || fileName.charAt(DIGITS) != '-'
        || !fileName.endsWith(ending)) {
      return Optional.empty();
    }
    String first = fileName.substring(0, DIGITS);
    String second = fileName.substring(DIGITS + 1, LENGTH);
    if (!isLowerHex(first) || !isLowerHex(second)) {
      return Optional.empty();
    }
    return Optional.of(
        new HexPair(Long.parseUnsignedLong(first, 16), Long.parseUnsignedLong(second, 16)));
  }

  public String fileName(String ending) {
    return "%016x-%016x%s".formatted(first, second, ending);
  }

  private static boolean isLowerHex(String text) {
    return text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }
}
