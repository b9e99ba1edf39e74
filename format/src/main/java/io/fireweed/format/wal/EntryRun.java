package io.fireweed.format.wal;

import java.nio.file.Path;

/// Consecutive entries in one segment: reading frames from `startOffset` meets `firstIndex` to
/// `lastIndex` in order, with other records between them.
///
/// @param startOffset of the frame of the first entry
/// @param seedCrc the checksum of the log before that frame
/// @param proof how the frames of the run are known to be good
record EntryRun(
    Path file, long startOffset, int seedCrc, long firstIndex, long lastIndex, Proof proof) {
  enum Proof {
    /// Every frame is whole and its checksum continues the chain.
    CHAIN,
    /// One entry whose frame is damaged but whose data was proven otherwise.
    UNDONE
  }

  EntryRun upTo(long index) {
    return new EntryRun(file, startOffset, seedCrc, firstIndex, index, proof);
  }
}
