package io.fireweed.raft;

import io.fireweed.raft.log.RaftLog;

/// How much a member sends, keeps and hands out at once.
///
/// @param maxMessageBytes encoded entries in one append; one entry always fits
/// @param maxApplyingBytes encoded entries handed out to be applied and not yet applied
/// @param maxUncommittedBytes data of proposals that are not applied; a first one always fits
/// @param maxInflightMessages appends sent to one member and not acknowledged, at least 1
/// @param maxInflightBytes data of those appends; 0 for no limit
public record Limits(
    long maxMessageBytes,
    long maxApplyingBytes,
    long maxUncommittedBytes,
    int maxInflightMessages,
    long maxInflightBytes) {
  /// None but the number of appends under way, as large as etcd's.
  public static final Limits NONE =
      new Limits(RaftLog.NO_LIMIT, RaftLog.NO_LIMIT, RaftLog.NO_LIMIT, 512, 0);

  public Limits {
    if (maxMessageBytes < 0 || maxApplyingBytes < 1 || maxUncommittedBytes < 1) {
      throw new IllegalArgumentException("byte limits must be positive");
    }
    if (maxInflightMessages < 1) {
      throw new IllegalArgumentException(
          "at least one append must be allowed under way, not " + maxInflightMessages);
    }
    if (maxInflightBytes != 0 && maxInflightBytes < maxMessageBytes) {
      throw new IllegalArgumentException("bytes under way must allow for one message");
    }
  }
}
