package io.fireweed.format.wal;

import java.nio.file.Path;
import java.util.Optional;

/// Consecutive entries in one segment: reading frames from `startOffset` meets `firstIndex` to
/// `lastIndex` in order, with other records between them.
///
/// @param startOffset of the frame of the first entry
/// @param seedCrc the checksum of the log before that frame
/// @param undone the one frame of the run, if it is damaged and its data was proven otherwise; else
///     every frame is whole and its checksum continues the chain
record EntryRun(
    Path file,
    long startOffset,
    int seedCrc,
    long firstIndex,
    long lastIndex,
    Optional<Frame> undone) {
  EntryRun upTo(long index) {
    return new EntryRun(file, startOffset, seedCrc, firstIndex, index, undone);
  }
}
