package io.fireweed.raft.wire;

import static io.fireweed.raft.wire.MessageField.COMMIT;
import static io.fireweed.raft.wire.MessageField.FROM;
import static io.fireweed.raft.wire.MessageField.INDEX;
import static io.fireweed.raft.wire.MessageField.LOG_TERM;
import static io.fireweed.raft.wire.MessageField.REJECT_HINT;
import static io.fireweed.raft.wire.MessageField.TERM;
import static io.fireweed.raft.wire.MessageField.TO;
import static io.fireweed.raft.wire.MessageField.TYPE;

import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.raft.message.Ballot;
import io.fireweed.raft.message.ElectionMessage;
import io.fireweed.raft.message.ElectionMessage.Cause;
import io.fireweed.raft.message.ElectionMessage.VoteReply;
import io.fireweed.raft.message.ElectionMessage.VoteRequest;
import io.fireweed.raft.message.LogMessage;
import io.fireweed.raft.message.Message;
import io.fireweed.raft.message.PeerMessage;
import io.fireweed.raft.message.ReadMessage;
import java.util.List;

/// What the fields of a message must be to each other before it is believed.
final class MessageRules {
  private static final List<MessageField> POSITIONS =
      List.of(TERM, LOG_TERM, INDEX, COMMIT, REJECT_HINT);

  private final MessageReader fields;
  private final EntryRules entries;

  MessageRules(MessageReader fields) {
    this.fields = fields;
    this.entries = new EntryRules(fields);
  }

  PeerMessage message() {
    MessageShape shape =
        MessageShape.find(fields.type(), fields.isRejected()).orElseThrow(this::local);
    requireShape(shape);
    requireMember(TO);
    requireMember(FROM);
    POSITIONS.forEach(this::requirePosition);
    if (shape.isAlways(TERM) && number(TERM) == 0) {
      throw fields.fault(TERM, "at least 1", "0");
    }
    return variant(number(TO), number(FROM), number(TERM));
  }

  private PeerMessage variant(long to, long from, long term) {
    return switch (fields.type()) {
      case PROPOSE -> new LogMessage.Propose(to, from, entries.proposed());
      case APPEND ->
          new LogMessage.Append(
              to, from, term, logTerm(), index(), entries.appended(), number(COMMIT));
      case APPEND_REPLY ->
          fields.isRejected()
              ? new LogMessage.AppendRejected(
                  to, from, term, index(), number(REJECT_HINT), logTerm())
              : new LogMessage.AppendAccepted(to, from, term, index());
      case VOTE -> new VoteRequest(Ballot.VOTE, to, from, term, logTerm(), index(), cause());
      case PRE_VOTE ->
          new VoteRequest(Ballot.PRE_VOTE, to, from, term, logTerm(), index(), cause());
      case VOTE_REPLY -> new VoteReply(Ballot.VOTE, to, from, term, fields.isRejected());
      case PRE_VOTE_REPLY -> new VoteReply(Ballot.PRE_VOTE, to, from, term, fields.isRejected());
      case SNAPSHOT -> new LogMessage.InstallSnapshot(to, from, term, snapshot(term));
      case HEARTBEAT -> new LogMessage.Heartbeat(to, from, term, number(COMMIT), fields.context());
      case HEARTBEAT_REPLY -> new LogMessage.HeartbeatReply(to, from, term, fields.context());
      case TRANSFER_LEADER -> new ElectionMessage.TransferLeader(to, from, term);
      case TIMEOUT_NOW -> new ElectionMessage.TimeoutNow(to, from, term);
      case READ_INDEX -> new ReadMessage.ReadIndexRequest(to, from, entries.readContext());
      case READ_INDEX_REPLY ->
          new ReadMessage.ReadIndexReply(to, from, term, index(), entries.readContext());
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
          throw local();
    };
  }

  /// What such a message always sets is there, and what it never sets says nothing: else a flipped
  /// type would make another message of it.
  private void requireShape(MessageShape shape) {
    for (MessageField field : MessageField.ALL) {
      if (shape.isAlways(field) && !fields.has(field)) {
        throw fields.fault(field, "a value in " + fields.type().label(), "none");
      }
      if (!shape.isAllowed(field) && fields.says(field)) {
        throw fields.fault(field, "nothing in " + fields.type().label(), "a value");
      }
    }
  }

  private void requireMember(MessageField field) {
    long id = number(field);
    if (id == Message.NOBODY || id == Message.APPEND_THREAD || id == Message.APPLY_THREAD) {
      throw fields.fault(field, "a member", Long.toHexString(id));
    }
  }

  private void requirePosition(MessageField field) {
    long value = number(field);
    if (value < 0 || value > MessageCodec.MAX_POSITION) {
      throw fields.fault(
          field, "at most " + MessageCodec.MAX_POSITION, Long.toUnsignedString(value));
    }
  }

  private RaftSnapshot snapshot(long term) {
    return fields
        .snapshot()
        .filter(s -> s.index() > 0 && s.index() <= MessageCodec.MAX_POSITION)
        .filter(s -> s.term() > 0 && s.term() <= term)
        .orElseThrow(
            () ->
                fields.fault(
                    MessageField.SNAPSHOT,
                    "index from 1 and term from 1 to " + term,
                    fields.snapshot().map(MessageRules::place).orElse("none")));
  }

  private static String place(RaftSnapshot snapshot) {
    return "index "
        + Long.toUnsignedString(snapshot.index())
        + " and term "
        + Long.toUnsignedString(snapshot.term());
  }

  private Cause cause() {
    return Cause.of(fields.context());
  }

  private CorruptException local() {
    return fields.fault(TYPE, "one that members send each other", fields.type().label());
  }

  private long index() {
    return number(INDEX);
  }

  private long logTerm() {
    return number(LOG_TERM);
  }

  private long number(MessageField field) {
    return fields.number(field);
  }
}
