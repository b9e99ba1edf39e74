package io.fireweed.storage.mvcc;

import io.fireweed.format.wire.Bytes;
import java.util.List;

/// What a read found.
///
/// @param rows each an encoded `mvccpb.KeyValue`, ready to be sent
/// @param count all keys in the range at that revision, whatever limit and bounds left out
/// @param more whether the limit left rows out
/// @param revision of the store when it was read, not the one that was asked for
public record RangeRows(List<Bytes> rows, long count, boolean more, long revision) {
  public RangeRows {
    rows = List.copyOf(rows);
  }
}
