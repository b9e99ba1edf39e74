package io.fireweed.raft.wire;

import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import io.fireweed.raft.message.PeerMessage;
import java.lang.foreign.MemorySegment;

/// Messages between members as bytes (`raftpb.Message`), the same as etcd's.
///
/// Fields are written in the order of their numbers; [io.fireweed.raft.message.FlatMessage] lists
/// them, [WireRelease] says which release writes which zeros. Worked bytes, member 1 grants member
/// 2 its vote in term 5:
///
/// ```
/// 3.4, 3.5   08 06 10 02 18 01 20 05 28 00 30 00 40 00
///            4a 0a 12 08 0a 02 28 00 10 00 18 00  50 00 58 00
/// 3.6        08 06 10 02 18 01 20 05 28 00 30 00 40 00  50 00 58 00 68 00
/// 3.7        08 06 10 02 18 01 20 05
/// ```
///
/// Limits: at most [#MAX_ENTRIES] entries; terms and indexes up to [#MAX_POSITION]. The bytes must
/// be one whole message: as protobuf has no end mark, a message that was cut between two fields can
/// look whole, so the frame around it must say its length. The heartbeat of a stream itself, to 0
/// and from 0, is no message between members and is refused: whoever reads the stream knows it.
///
/// Source: raftpb of etcd 3.4.23 and 3.5.30, raft 3.6.0 and 3.7.0.
public final class MessageCodec {
  /// More entries than this are taken for damage: etcd's messages hold 1 MiB of them, at least 6
  /// bytes each.
  public static final int MAX_ENTRIES = 1 << 20;

  /// No term and no index comes near this, and sums below it do not overflow.
  public static final long MAX_POSITION = 1L << 62;

  private MessageCodec() {}

  /// {@return the bytes of the message as members of `release` send it}
  public static Bytes encode(PeerMessage message, WireRelease release) {
    return new MessageWriter(message.flat(), release).write();
  }

  /// {@return the message in `bytes`, whichever release wrote it}
  ///
  /// @throws io.fireweed.format.fault.CorruptException if the bytes are not one message that a
  ///     member sends to another
  public static PeerMessage decode(MemorySegment bytes, Origin origin) {
    return new MessageRules(new MessageReader(bytes, origin)).message();
  }
}
