package io.fireweed.format.schema;

import io.fireweed.format.wire.Bytes;

/// Keys of the `meta` bucket, in name order.
///
/// | key | value | since |
/// |---|---|---|
/// | `confState` | [ConfStateRow], JSON | 3.5 |
/// | `consistent_index` | u64 big endian: last raft entry that this db reflects | 3.0 |
/// | `finishedCompactRev` | 17 bytes as in [RevisionKey], sub 0: compaction done up to here | 3.0 |
/// | `scheduledCompactRev` | 17 bytes, sub 0: compaction begun up to here | 3.0 |
/// | `storageVersion` | ASCII [EtcdVersion] | 3.6 |
/// | `term` | u64 big endian: raft term of that entry | 3.5 |
///
/// scheduled > finished: the compaction was interrupted and counts as done for readers. An index of
/// 0 is never stored.
///
/// Source: etcd 3.4.23 to 3.7.1, meta bucket and mvcc compaction.
public enum MetaKey {
  CONF_STATE("confState"),
  CONSISTENT_INDEX("consistent_index"),
  FINISHED_COMPACT("finishedCompactRev"),
  SCHEDULED_COMPACT("scheduledCompactRev"),
  STORAGE_VERSION("storageVersion"),
  TERM("term");

  private final String label;

  @SuppressWarnings("ImmutableEnumChecker") // Bytes never change.
  private final Bytes bytes;

  MetaKey(String label) {
    this.label = label;
    this.bytes = Bytes.ofUtf8(label);
  }

  public String label() {
    return label;
  }

  public Bytes bytes() {
    return bytes;
  }
}
