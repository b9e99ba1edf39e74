package io.fireweed.raft.message;

import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.format.wire.Bytes;
import java.util.List;
import java.util.Optional;

/// What shall be, is or is not in the log.
public sealed interface LogMessage extends PeerMessage {

  /// Entries that a follower forwards to the leader; they have no term and no index yet.
  record Propose(long to, long from, List<Entry> entries) implements LogMessage {
    @Override
    public long term() {
      return 0;
    }

    @Override
    public MessageType type() {
      return MessageType.PROPOSE;
    }

    @Override
    public FlatMessage flat() {
      return FlatMessage.of(this).withEntries(entries).done();
    }
  }

  /// Entries for a follower's log; none to ask where it stands, or to tell the commit index.
  ///
  /// Invariant: `entries[i].index = prevIndex + 1 + i`.
  ///
  /// @param prevTerm term of the entry before the first
  /// @param prevIndex index of the entry before the first
  /// @param commit the leader's commit index
  record Append(
      long to,
      long from,
      long term,
      long prevTerm,
      long prevIndex,
      List<Entry> entries,
      long commit)
      implements LogMessage {
    @Override
    public MessageType type() {
      return MessageType.APPEND;
    }

    @Override
    public FlatMessage flat() {
      return FlatMessage.of(this)
          .at(prevTerm, prevIndex)
          .withEntries(entries)
          .withCommit(commit)
          .done();
    }
  }

  /// The follower's log matches the leader's up to `index`.
  ///
  /// An `index` of 0 tells a leader of an earlier term only that there is a later one.
  record AppendAccepted(long to, long from, long term, long index) implements LogMessage {
    @Override
    public MessageType type() {
      return MessageType.APPEND_REPLY;
    }

    @Override
    public FlatMessage flat() {
      return FlatMessage.of(this).at(0, index).done();
    }
  }

  /// The follower's log has no entry of the leader's term at `index`.
  ///
  /// @param index the `prevIndex` that was refused
  /// @param hintIndex where the logs may meet, at best
  /// @param hintTerm term of the follower's entry there; 0 if unknown
  record AppendRejected(long to, long from, long term, long index, long hintIndex, long hintTerm)
      implements LogMessage {
    @Override
    public MessageType type() {
      return MessageType.APPEND_REPLY;
    }

    @Override
    public FlatMessage flat() {
      return FlatMessage.of(this).at(hintTerm, index).rejected(hintIndex).done();
    }
  }

  /// The leader's state for a follower whose next entry is compacted away.
  record InstallSnapshot(long to, long from, long term, RaftSnapshot snapshot)
      implements LogMessage {
    @Override
    public MessageType type() {
      return MessageType.SNAPSHOT;
    }

    @Override
    public FlatMessage flat() {
      return FlatMessage.of(this).withSnapshot(Optional.of(snapshot)).done();
    }
  }

  /// The leader is alive.
  ///
  /// @param commit what the follower may commit: `min(match, leader's commit)`
  /// @param context the round of a read, to be echoed; empty for none
  record Heartbeat(long to, long from, long term, long commit, Bytes context)
      implements LogMessage {
    @Override
    public MessageType type() {
      return MessageType.HEARTBEAT;
    }

    @Override
    public FlatMessage flat() {
      return FlatMessage.of(this).withCommit(commit).withContext(context).done();
    }
  }

  /// The follower took `from` for the leader when it got the heartbeat.
  record HeartbeatReply(long to, long from, long term, Bytes context) implements LogMessage {
    @Override
    public MessageType type() {
      return MessageType.HEARTBEAT_REPLY;
    }

    @Override
    public FlatMessage flat() {
      return FlatMessage.of(this).withContext(context).done();
    }
  }
}
