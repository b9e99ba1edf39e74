package io.fireweed.recovery.restore;

/// Something in the db of the snapshot that the new cluster may stumble over.
///
/// @param text one sentence, without a full stop
public record Remark(Kind kind, String text) {
  /// What became of it.
  public enum Kind {
    /// It is as it was.
    LEFT,
    /// It is as it was, and etcd would not have written it; the operator has waived the proof.
    DAMAGED,
    /// It was changed to fit.
    CHANGED
  }
}
