package io.fireweed.raft.message;

import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.wire.Bytes;
import java.util.List;

/// From which index on a read sees everything that was acknowledged before it began.
public sealed interface ReadMessage extends PeerMessage {

  /// Asks the leader for a read index.
  ///
  /// @param context names the request; echoed
  record ReadIndexRequest(long to, long from, Bytes context) implements ReadMessage {
    @Override
    public long term() {
      return 0;
    }

    @Override
    public MessageType type() {
      return MessageType.READ_INDEX;
    }

    @Override
    public FlatMessage flat() {
      return FlatMessage.of(this).withEntries(carrying(context)).done();
    }
  }

  /// The leader's answer.
  ///
  /// @param index apply up to here, then read
  record ReadIndexReply(long to, long from, long term, long index, Bytes context)
      implements ReadMessage {
    @Override
    public MessageType type() {
      return MessageType.READ_INDEX_REPLY;
    }

    @Override
    public FlatMessage flat() {
      return FlatMessage.of(this).at(0, index).withEntries(carrying(context)).done();
    }
  }

  private static List<Entry> carrying(Bytes context) {
    return List.of(new Entry(0, 0, EntryType.NORMAL, context));
  }
}
