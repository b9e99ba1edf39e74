package io.fireweed.raft.message;

import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.format.wire.Bytes;
import java.util.List;
import java.util.Optional;

/// A raft message in etcd's layout: every field that any kind may carry (`raftpb.Message`).
///
/// | field | wire | meaning | used by |
/// |---|---|---|---|
/// | 1 | varint | [MessageType] | all |
/// | 2 | varint | to, u64 | all |
/// | 3 | varint | from, u64 | all |
/// | 4 | varint | term, u64 | all but proposals and read requests |
/// | 5 | varint | log term, u64 | append, rejected append, vote |
/// | 6 | varint | index, u64 | append and its replies, vote, read reply |
/// | 7 | message, repeated | [Entry] | append, proposal, reads (one entry: the context) |
/// | 8 | varint | commit, u64 | append, heartbeat |
/// | 9 | message | [RaftSnapshot] | snapshot |
/// | 10 | varint | reject | vote and append replies |
/// | 11 | varint | reject hint, u64 | rejected append |
/// | 12 | bytes | context | heartbeat and its reply, vote |
/// | 13 | varint | vote, u64 | storage only |
/// | 14 | message, repeated | responses | storage only |
///
/// Source: raftpb of etcd 3.4.23, raft 3.6.0 and 3.7.0.
public record FlatMessage(
    MessageType type,
    long to,
    long from,
    long term,
    long logTerm,
    long index,
    List<Entry> entries,
    long commit,
    Optional<RaftSnapshot> snapshot,
    boolean isRejected,
    long rejectHint,
    Bytes context,
    long vote,
    List<Message> responses) {

  /// {@return a message with nothing but a head}
  public static FlatMessage of(MessageType type, long to, long from, long term) {
    return new FlatMessage(
        type,
        to,
        from,
        term,
        0,
        0,
        List.of(),
        0,
        Optional.empty(),
        false,
        0,
        Bytes.EMPTY,
        0,
        List.of());
  }

  /// Begins with what every message has; the rest is as if unset.
  static Draft of(Message message) {
    return new Draft(message);
  }

  /// A message whose fields are still being set.
  static final class Draft {
    private final Message message;
    private long logTerm;
    private long index;
    private List<Entry> entries = List.of();
    private long commit;
    private Optional<RaftSnapshot> snapshot = Optional.empty();
    private boolean isRejected;
    private long rejectHint;
    private Bytes context = Bytes.EMPTY;
    private long vote;
    private List<Message> responses = List.of();

    private Draft(Message message) {
      this.message = message;
    }

    Draft at(long term, long position) {
      logTerm = term;
      index = position;
      return this;
    }

    Draft withEntries(List<Entry> carried) {
      entries = carried;
      return this;
    }

    Draft withCommit(long known) {
      commit = known;
      return this;
    }

    Draft withSnapshot(Optional<RaftSnapshot> carried) {
      snapshot = carried;
      return this;
    }

    Draft rejected(long hint) {
      isRejected = true;
      rejectHint = hint;
      return this;
    }

    Draft withContext(Bytes carried) {
      context = carried;
      return this;
    }

    Draft withVote(long candidate) {
      vote = candidate;
      return this;
    }

    Draft withResponses(List<Message> carried) {
      responses = carried;
      return this;
    }

    FlatMessage done() {
      return new FlatMessage(
          message.type(),
          message.to(),
          message.from(),
          message.term(),
          logTerm,
          index,
          entries,
          commit,
          snapshot,
          isRejected,
          rejectHint,
          context,
          vote,
          responses);
    }
  }
}
