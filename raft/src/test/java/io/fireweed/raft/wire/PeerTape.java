package io.fireweed.raft.wire;

import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import io.fireweed.raft.message.FlatMessage;
import io.fireweed.raft.message.MessageType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// The raft messages that members exchanged, cut out of the frames around them.
///
/// Lengths and counts are u64, big endian.
///
/// | request | who speaks | frames |
/// |---|---|---|
/// | `GET /raft/stream/message/ID` | the answer | length, message |
/// | `GET /raft/stream/msgapp/ID` | the answer | by first byte |
/// | … 0 | | nothing |
/// | … 1 | | count, as often length and entry, commit |
/// | … 2 | | length, message |
/// | `POST /raft` | the request | one message |
/// | `POST /raft/snapshot` | the request | length, message, then the db |
///
/// The last frame of a stream may be cut. A heartbeat of the link itself names no member.
///
/// Source: the traffic of etcd 3.4.23 and 3.5.30.
final class PeerTape {
  private static final Bytes LINK_HEARTBEAT =
      new MessageWriter(FlatMessage.of(MessageType.HEARTBEAT, 0, 0, 0), WireRelease.V3_4).write();

  private final WireRelease release;
  private final List<Bytes> messages = new ArrayList<>();
  private final List<Bytes> entries = new ArrayList<>();
  private int linkHeartbeatCount;

  PeerTape(WireRelease release) {
    this.release = release;
  }

  /// {@return the messages that were sent whole}
  List<Bytes> messages() {
    return List.copyOf(messages);
  }

  /// {@return the entries that were sent without the message around them}
  List<Bytes> entries() {
    return List.copyOf(entries);
  }

  int linkHeartbeatCount() {
    return linkHeartbeatCount;
  }

  void add(HttpTape.Exchange exchange) {
    ByteBuffer request = ByteBuffer.wrap(exchange.request());
    ByteBuffer response = ByteBuffer.wrap(exchange.response());
    if (exchange.path().startsWith("/raft/stream/message/")) {
      while (hasFrame(response)) {
        message(frame(response));
      }
    } else if (exchange.path().startsWith("/raft/stream/msgapp/")) {
      appendStream(response);
    } else if (exchange.path().equals("/raft") && exchange.method().equals("POST")) {
      message(Bytes.of(exchange.request()));
    } else if (exchange.path().equals("/raft/snapshot") && hasFrame(request)) {
      message(frame(request));
    }
  }

  private void appendStream(ByteBuffer stream) {
    while (stream.hasRemaining()) {
      switch (stream.get()) {
        case 0 -> linkHeartbeatCount++;
        case 1 -> {
          if (!appendEntries(stream)) {
            return;
          }
        }
        case 2 -> {
          if (!hasFrame(stream)) {
            return;
          }
          message(frame(stream));
        }
        default -> throw new AssertionError("frame type at " + stream.position());
      }
    }
  }

  /// Such a frame stands for an append right after the one before: its entries follow each other.
  private boolean appendEntries(ByteBuffer stream) {
    if (stream.remaining() < Long.BYTES) {
      return false;
    }
    long previous = 0;
    for (long left = stream.getLong(); left > 0; left--) {
      if (!hasFrame(stream)) {
        return false;
      }
      Bytes bytes = frame(stream);
      entries.add(bytes);
      Entry entry = EntryCodec.decode(bytes.segment(), new Origin("append stream", 0));
      if (previous != 0 && entry.index() != previous + 1) {
        throw new AssertionError("entry " + entry.index() + " after " + previous);
      }
      previous = entry.index();
    }
    if (stream.remaining() < Long.BYTES) {
      return false;
    }
    stream.getLong();
    return true;
  }

  private void message(Bytes bytes) {
    if (isLinkHeartbeat(bytes)) {
      linkHeartbeatCount++;
    } else {
      messages.add(bytes);
    }
  }

  /// {@return whether this is the heartbeat of a stream of 3.4 or 3.5}
  static boolean isLinkHeartbeat(Bytes bytes) {
    return bytes.equals(LINK_HEARTBEAT);
  }

  /// {@return whether a length, and as many bytes, are there}
  static boolean hasFrame(ByteBuffer stream) {
    return stream.remaining() >= Long.BYTES
        && stream.getLong(stream.position()) <= stream.remaining() - Long.BYTES;
  }

  static Bytes frame(ByteBuffer stream) {
    byte[] bytes = new byte[Math.toIntExact(stream.getLong())];
    stream.get(bytes);
    return Bytes.of(bytes);
  }

  /// {@return the release whose members spoke}
  WireRelease release() {
    return release;
  }
}
