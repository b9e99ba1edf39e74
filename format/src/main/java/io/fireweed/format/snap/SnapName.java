package io.fireweed.format.snap;

import java.util.Optional;

/// The name of a raft snapshot file: `<term as 16 hex>-<index as 16 hex>.snap`.
///
/// | offset | size | field | unit | meaning |
/// |---|---|---|---|---|
/// | 0 | 16 | term | lower-case hex | of the last entry that the snapshot covers |
/// | 16 | 1 | `-` | | |
/// | 17 | 16 | index | lower-case hex | of that entry |
/// | 33 | 5 | `.snap` | | |
///
/// Worked example: the snapshot of a restore with three members is
/// `0000000000000001-0000000000000003.snap`. Descending name order is newest first.
///
/// Source: etcd snap/snapshotter.go, 3.4.23 to 3.7.1.
public record SnapName(long term, long index) {
  /// Ending of every name.
  public static final String ENDING = ".snap";

  private static final int HEX_DIGITS = 16;

  /// {@return the parsed name, or nothing if `fileName` is not exactly one}
  public static Optional<SnapName> find(String fileName) {
    if (fileName.length() != 2 * HEX_DIGITS + 1 + ENDING.length()
        || fileName.charAt(HEX_DIGITS) != '-'
        || !fileName.endsWith(ENDING)) {
      return Optional.empty();
    }
    String term = fileName.substring(0, HEX_DIGITS);
    String index = fileName.substring(HEX_DIGITS + 1, 2 * HEX_DIGITS + 1);
    if (!isLowerHex(term) || !isLowerHex(index)) {
      return Optional.empty();
    }
    return Optional.of(
        new SnapName(Long.parseUnsignedLong(term, 16), Long.parseUnsignedLong(index, 16)));
  }

  public String fileName() {
    return "%016x-%016x%s".formatted(term, index, ENDING);
  }

  private static boolean isLowerHex(String text) {
    return text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }
}
