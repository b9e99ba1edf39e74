package io.fireweed.raft.message;

import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.raftlog.RaftSnapshot;
import java.util.List;
import java.util.Optional;

/// Work for this member's own storage threads, and their answers, when writes are asynchronous.
///
/// Each thread works its messages off in order and delivers the `responses` of one only when that
/// one is done; a response may be for another member.
public sealed interface StorageMessage extends Message {

  /// Make this durable, then deliver the responses.
  record StorageAppend(
      long from,
      Optional<HardState> hardState,
      List<Entry> entries,
      Optional<RaftSnapshot> snapshot,
      List<Message> responses)
      implements StorageMessage {
    @Override
    public long to() {
      return APPEND_THREAD;
    }

    @Override
    public long term() {
      return hardState.map(HardState::term).orElse(0L);
    }

    @Override
    public MessageType type() {
      return MessageType.STORAGE_APPEND;
    }

    /// {@return the same work without its responses}
    public StorageAppend withoutResponses() {
      return new StorageAppend(from, hardState, entries, snapshot, List.of());
    }

    @Override
    public FlatMessage flat() {
      return FlatMessage.of(this)
          .withEntries(entries)
          .withCommit(hardState.map(HardState::commit).orElse(0L))
          .withVote(hardState.map(HardState::vote).orElse(0L))
          .withSnapshot(snapshot)
          .withResponses(responses)
          .done();
    }
  }

  /// Everything up to `(lastTerm, lastIndex)`, and the snapshot, was durable in `term`.
  ///
  /// @param lastIndex 0 if no entries were written
  record StorageAppended(
      long to, long term, long lastTerm, long lastIndex, Optional<RaftSnapshot> snapshot)
      implements StorageMessage {
    @Override
    public long from() {
      return APPEND_THREAD;
    }

    @Override
    public MessageType type() {
      return MessageType.STORAGE_APPEND_REPLY;
    }

    @Override
    public FlatMessage flat() {
      return FlatMessage.of(this).at(lastTerm, lastIndex).withSnapshot(snapshot).done();
    }
  }

  /// Apply these committed entries, then deliver the responses.
  record StorageApply(long from, List<Entry> entries, List<Message> responses)
      implements StorageMessage {
    @Override
    public long to() {
      return APPLY_THREAD;
    }

    @Override
    public long term() {
      return 0;
    }

    @Override
    public MessageType type() {
      return MessageType.STORAGE_APPLY;
    }

    /// {@return the same work without its responses}
    public StorageApply withoutResponses() {
      return new StorageApply(from, entries, List.of());
    }

    @Override
    public FlatMessage flat() {
      return FlatMessage.of(this).withEntries(entries).withResponses(responses).done();
    }
  }

  /// The entries are applied.
  record StorageApplied(long to, List<Entry> entries) implements StorageMessage {
    @Override
    public long from() {
      return APPLY_THREAD;
    }

    @Override
    public long term() {
      return 0;
    }

    @Override
    public MessageType type() {
      return MessageType.STORAGE_APPLY_REPLY;
    }

    @Override
    public FlatMessage flat() {
      return FlatMessage.of(this).withEntries(entries).done();
    }
  }
}
