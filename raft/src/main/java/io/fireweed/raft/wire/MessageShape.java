package io.fireweed.raft.wire;

import static io.fireweed.raft.wire.MessageField.COMMIT;
import static io.fireweed.raft.wire.MessageField.CONTEXT;
import static io.fireweed.raft.wire.MessageField.ENTRIES;
import static io.fireweed.raft.wire.MessageField.INDEX;
import static io.fireweed.raft.wire.MessageField.LOG_TERM;
import static io.fireweed.raft.wire.MessageField.REJECT;
import static io.fireweed.raft.wire.MessageField.REJECT_HINT;
import static io.fireweed.raft.wire.MessageField.SNAPSHOT;
import static io.fireweed.raft.wire.MessageField.TERM;

import io.fireweed.raft.message.MessageType;
import java.util.Optional;
import java.util.Set;

/// Which fields a kind of message sets, besides type, to and from, which all do.
///
/// etcd 3.7 writes what is set, zero or not, and nothing else. The releases before write every
/// number, but what a kind does not set is zero. So one table says what 3.7 writes, what must be
/// there in any release, and what must not say anything.
///
/// An accepted append has no index where a follower only tells a leader of an earlier term that
/// there is a later one.
enum MessageShape {
  PROPOSE(Set.of(ENTRIES), Set.of()),
  APPEND(Set.of(TERM, LOG_TERM, INDEX, COMMIT), Set.of(ENTRIES)),
  APPEND_ACCEPTED(Set.of(TERM), Set.of(INDEX)),
  APPEND_REJECTED(Set.of(TERM, LOG_TERM, INDEX, REJECT, REJECT_HINT), Set.of()),
  VOTE(Set.of(TERM, LOG_TERM, INDEX), Set.of(CONTEXT)),
  VOTE_REPLY(Set.of(TERM), Set.of(REJECT)),
  SNAPSHOT_ONLY(Set.of(TERM, SNAPSHOT), Set.of()),
  HEARTBEAT(Set.of(TERM, COMMIT), Set.of(CONTEXT)),
  HEARTBEAT_REPLY(Set.of(TERM), Set.of(CONTEXT)),
  HEAD_ONLY(Set.of(TERM), Set.of()),
  READ_INDEX(Set.of(ENTRIES), Set.of()),
  READ_INDEX_REPLY(Set.of(TERM, INDEX, ENTRIES), Set.of());

  private final int always;
  private final int allowed;

  MessageShape(Set<MessageField> always, Set<MessageField> sometimes) {
    this.always = bits(always);
    this.allowed = this.always | bits(sometimes);
  }

  private static int bits(Set<MessageField> fields) {
    int head = bit(MessageField.TYPE) | bit(MessageField.TO) | bit(MessageField.FROM);
    return fields.stream().mapToInt(MessageShape::bit).reduce(head, (a, b) -> a | b);
  }

  private static int bit(MessageField field) {
    return 1 << field.number();
  }

  /// {@return the shape of a message between members; none for what stays within a member}
  static Optional<MessageShape> find(MessageType type, boolean isRejected) {
    return switch (type) {
      case PROPOSE -> Optional.of(PROPOSE);
      case APPEND -> Optional.of(APPEND);
      case APPEND_REPLY -> Optional.of(isRejected ? APPEND_REJECTED : APPEND_ACCEPTED);
      case VOTE, PRE_VOTE -> Optional.of(VOTE);
      case VOTE_REPLY, PRE_VOTE_REPLY -> Optional.of(VOTE_REPLY);
      case SNAPSHOT -> Optional.of(SNAPSHOT_ONLY);
      case HEARTBEAT -> Optional.of(HEARTBEAT);
      case HEARTBEAT_REPLY -> Optional.of(HEARTBEAT_REPLY);
      case TRANSFER_LEADER, TIMEOUT_NOW -> Optional.of(HEAD_ONLY);
      case READ_INDEX -> Optional.of(READ_INDEX);
      case READ_INDEX_REPLY -> Optional.of(READ_INDEX_REPLY);
      case HUP,
          BEAT,
          UNREACHABLE,
          SNAPSHOT_STATUS,
          CHECK_QUORUM,
          STORAGE_APPEND,
          STORAGE_APPEND_REPLY,
          STORAGE_APPLY,
          STORAGE_APPLY_REPLY,
          FORGET_LEADER ->
          Optional.empty();
    };
  }

  /// {@return whether such a message has the field even where it is zero}
  boolean isAlways(MessageField field) {
    return (always & bit(field)) != 0;
  }

  /// {@return whether such a message may say something in the field}
  boolean isAllowed(MessageField field) {
    return (allowed & bit(field)) != 0;
  }
}
