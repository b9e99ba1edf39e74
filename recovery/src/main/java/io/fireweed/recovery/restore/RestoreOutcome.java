package io.fireweed.recovery.restore;

import io.fireweed.format.wire.Bytes;

/// How a restore ended.
public sealed interface RestoreOutcome {
  /// All members stand in their places.
  record Restored(RestoreReport report) implements RestoreOutcome {}

  /// The snapshot has no digest, but the plan asks for one. Nothing is left behind.
  record DigestMissing() implements RestoreOutcome {}

  /// The digest at the end of the snapshot is not that of its bytes. Nothing is left behind.
  ///
  /// @param stored what the file ends in
  /// @param computed what its bytes give
  /// @param offset where the digest begins, bytes
  record DigestMismatch(Bytes stored, Bytes computed, long offset) implements RestoreOutcome {}
}
