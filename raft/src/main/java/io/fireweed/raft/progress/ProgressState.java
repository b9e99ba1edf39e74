package io.fireweed.raft.progress;

/// How the leader sends to one member.
///
/// ```
///            rejected, unreachable              compacted
///   REPLICATE ────────────────────▶ PROBE ────────────────▶ SNAPSHOT
///       ▲                            │ ▲                       │
///       └────────────────────────────┘ └───────────────────────┘
///               accepted                 arrived or failed
/// ```
///
/// A member that acknowledges so much while a snapshot is under way that the log reaches it again
/// goes from SNAPSHOT to REPLICATE at once.
public enum ProgressState {
  /// One message at a time, to find where the logs meet.
  PROBE("StateProbe"),
  /// As many as [Inflights] allow, without waiting.
  REPLICATE("StateReplicate"),
  /// None until the snapshot is done.
  SNAPSHOT("StateSnapshot");

  private final String label;

  ProgressState(String label) {
    this.label = label;
  }

  public String describe() {
    return label;
  }
}
