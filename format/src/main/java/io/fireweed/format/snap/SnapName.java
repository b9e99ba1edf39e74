package io.fireweed.format.snap;

import io.fireweed.format.wire.HexPair;
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

  /// {@return the parsed name, or nothing if `fileName` is not exactly one}
  public static Optional<SnapName> find(String fileName) {
    return HexPair.find(fileName, ENDING).map(pair -> new SnapName(pair.first(), pair.second()));
  }

  public String fileName() {
    return new HexPair(term, index).fileName(ENDING);
  }
}
