package io.fireweed.format.wal;

import java.util.Optional;

/// The name of a WAL segment: `<seq as 16 hex>-<index as 16 hex>.wal`.
///
/// | offset | size | field | unit | meaning |
/// |---|---|---|---|---|
/// | 0 | 16 | seq | lower-case hex | number of the segment, from 0, without gaps |
/// | 16 | 1 | `-` | | |
/// | 17 | 16 | index | lower-case hex | first index the segment may hold: last saved index + 1 |
/// | 33 | 4 | `.wal` | | |
///
/// Worked example: the second segment of a log cut after index 67 is
/// `0000000000000001-0000000000000044.wal`. The first is all zeros.
///
/// Source: etcd wal/util.go, 3.4.23 to 3.7.1.
public record SegmentName(long seq, long index) {
  /// Ending of every segment name.
  public static final String ENDING = ".wal";

  /// The name of the first segment of every log.
  public static final SegmentName FIRST = new SegmentName(0, 0);

  private static final int HEX_DIGITS = 16;

  /// {@return the parsed name, or nothing if `fileName` is not exactly one}
  public static Optional<SegmentName> find(String fileName) {
    if (fileName.length() != 2 * HEX_DIGITS + 1 + ENDING.length()
        || fileName.charAt(HEX_DIGITS) != '-'
        || !fileName.endsWith(ENDING)) {
      return Optional.empty();
    }
    String seq = fileName.substring(0, HEX_DIGITS);
    String index = fileName.substring(HEX_DIGITS + 1, 2 * HEX_DIGITS + 1);
    if (!isLowerHex(seq) || !isLowerHex(index)) {
      return Optional.empty();
    }
    return Optional.of(
        new SegmentName(Long.parseUnsignedLong(seq, 16), Long.parseUnsignedLong(index, 16)));
  }

  public String fileName() {
    return "%016x-%016x%s".formatted(seq, index, ENDING);
  }

  private static boolean isLowerHex(String text) {
    return text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }
}
