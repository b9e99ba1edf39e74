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

  static FlatMessage of(Message message) {
    return of(message.type(), message.to(), message.from(), message.term());
  }

  FlatMessage at(long logTerm, long index) {
    return new FlatMessage(
        type,
        to,
        from,
        term,
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

  FlatMessage withEntries(List<Entry> entries) {
    return new FlatMessage(
        type,
        to,
        from,
        term,
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

  FlatMessage withCommit(long commit) {
    return new FlatMessage(
        type,
        to,
        from,
        term,
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

  FlatMessage withSnapshot(RaftSnapshot snapshot) {
    return withSnapshot(Optional.of(snapshot));
  }

  FlatMessage withSnapshot(Optional<RaftSnapshot> snapshot) {
    return new FlatMessage(
        type,
        to,
        from,
        term,
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

  FlatMessage rejected(long hint) {
    return new FlatMessage(
        type, to, from, term, logTerm, index, entries, commit, snapshot, true, hint, context, vote,
        responses);
  }

  FlatMessage withContext(Bytes context) {
    return new FlatMessage(
        type,
        to,
        from,
        term,
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

  FlatMessage withVote(long vote) {
    return new FlatMessage(
        type,
        to,
        from,
        term,
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

  FlatMessage withResponses(List<Message> responses) {
    return new FlatMessage(
        type,
        to,
        from,
        term,
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

  String describe() {
    StringBuilder text = new StringBuilder();
    describe(text, "");
    return text.toString();
  }

  private void describe(StringBuilder text, String indent) {
    text.append(indent)
        .append(Describe.target(from))
        .append("->")
        .append(Describe.target(to))
        .append(' ')
        .append(type.label())
        .append(" Term:")
        .append(Long.toUnsignedString(term))
        .append(" Log:")
        .append(Long.toUnsignedString(logTerm))
        .append('/')
        .append(Long.toUnsignedString(index));
    if (isRejected) {
      text.append(" Rejected (Hint: ").append(Long.toUnsignedString(rejectHint)).append(')');
    }
    if (commit != 0) {
      text.append(" Commit:").append(Long.toUnsignedString(commit));
    }
    if (vote != 0) {
      text.append(" Vote:").append(Long.toUnsignedString(vote));
    }
    if (entries.size() == 1) {
      text.append(" Entries:[").append(Describe.entry(entries.getFirst())).append(']');
    } else if (!entries.isEmpty()) {
      text.append(" Entries:[");
      entries.forEach(
          entry -> text.append('\n').append(indent).append("  ").append(Describe.entry(entry)));
      text.append('\n').append(indent).append(']');
    }
    snapshot.ifPresent(
        found ->
            text.append('\n')
                .append(indent)
                .append("  Snapshot: ")
                .append(Describe.snapshot(found)));
    if (!responses.isEmpty()) {
      text.append(" Responses:[");
      for (Message response : responses) {
        text.append('\n');
        response.flat().describe(text, indent + "  ");
      }
      text.append('\n').append(indent).append(']');
    }
  }
}
