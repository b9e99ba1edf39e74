package io.fireweed.format.wal;

import io.fireweed.format.raftlog.HardState;
import java.util.Optional;

/// Where a whole log ends, and all that its writer must know to go on.
///
/// @param segment the last one
/// @param offset behind its last record
/// @param crc of all data of the log up to there
/// @param state the last one recorded
/// @param lastIndex of the last entry, or of the snapshot that stands in for it
public record WalEnd(
    SegmentName segment,
    long offset,
    int crc,
    WalMetadata metadata,
    Optional<HardState> state,
    long lastIndex) {}
