package io.fireweed.format.wal;

import io.fireweed.format.wire.HexPair;
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

  /// {@return the parsed name, or nothing if `fileName` is not exactly one}
  public static Optional<SegmentName> find(String fileName) {
    return HexPair.find(fileName, ENDING).map(pair -> new SegmentName(pair.first(), pair.second()));
  }

  public String fileName() {
    return new HexPair(seq, index).fileName(ENDING);
  }
}
