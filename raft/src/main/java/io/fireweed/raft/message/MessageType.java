package io.fireweed.raft.message;

import java.util.Optional;

/// The kinds of raft messages, by their numbers on the wire (`raftpb.MessageType`).
///
/// | numbers | travel |
/// |---|---|
/// | 0, 1, 10, 11, 12, 23 | never: etcd steps them inside a member, here they are methods |
/// | 2 to 9, 13 to 18 | between members |
/// | 19 to 22 | between a member and its own storage threads |
///
/// Source: raftpb of etcd 3.4.23, raft 3.6.0 and 3.7.0.
public enum MessageType {
  HUP(0, "MsgHup"),
  BEAT(1, "MsgBeat"),
  PROPOSE(2, "MsgProp"),
  APPEND(3, "MsgApp"),
  APPEND_REPLY(4, "MsgAppResp"),
  VOTE(5, "MsgVote"),
  VOTE_REPLY(6, "MsgVoteResp"),
  SNAPSHOT(7, "MsgSnap"),
  HEARTBEAT(8, "MsgHeartbeat"),
  HEARTBEAT_REPLY(9, "MsgHeartbeatResp"),
  UNREACHABLE(10, "MsgUnreachable"),
  SNAPSHOT_STATUS(11, "MsgSnapStatus"),
  CHECK_QUORUM(12, "MsgCheckQuorum"),
  TRANSFER_LEADER(13, "MsgTransferLeader"),
  TIMEOUT_NOW(14, "MsgTimeoutNow"),
  READ_INDEX(15, "MsgReadIndex"),
  READ_INDEX_REPLY(16, "MsgReadIndexResp"),
  PRE_VOTE(17, "MsgPreVote"),
  PRE_VOTE_REPLY(18, "MsgPreVoteResp"),
  STORAGE_APPEND(19, "MsgStorageAppend"),
  STORAGE_APPEND_REPLY(20, "MsgStorageAppendResp"),
  STORAGE_APPLY(21, "MsgStorageApply"),
  STORAGE_APPLY_REPLY(22, "MsgStorageApplyResp"),
  FORGET_LEADER(23, "MsgForgetLeader");

  private static final MessageType[] BY_CODE = values();

  private final int code;
  private final String label;

  MessageType(int code, String label) {
    this.code = code;
    this.label = label;
  }

  /// {@return the number on the wire}
  public int code() {
    return code;
  }

  /// {@return etcd's name of the type, as traces show it}
  public String label() {
    return label;
  }

  /// {@return the type with this number on the wire}
  public static Optional<MessageType> find(long code) {
    return code < 0 || code >= BY_CODE.length ? Optional.empty() : Optional.of(BY_CODE[(int) code]);
  }
}
