package io.fireweed.format.wal;

import java.nio.file.Path;

/// One segment as it was read.
///
/// @param size length of the file in bytes
/// @param endOffset where its last verified record ends
/// @param recordCount verified records
public record SegmentReport(
    Path file, SegmentName name, long size, long endOffset, long recordCount) {}
