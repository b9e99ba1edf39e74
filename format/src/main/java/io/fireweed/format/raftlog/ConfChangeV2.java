package io.fireweed.format.raftlog;

import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import io.fireweed.format.wire.ProtoReader;
import io.fireweed.format.wire.ProtoWriter;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// A change of several members at once (`raftpb.ConfChangeV2`); etcd never writes one.
///
/// | field | wire | meaning |
/// |---|---|---|
/// | 1 | varint | 0 automatic, 1 joint, left by itself, 2 joint, left by request |
/// | 2 | message, repeated | 1 varint [ConfChangeType], 2 varint member id |
/// | 3 | bytes | context |
///
/// Worked bytes: `08 00 12 04 08 01 10 05` removes member 5.
///
/// Source: raftpb of raft 3.6.0.
public record ConfChangeV2(long transition, List<Single> changes, Bytes context) {
  /// Joint only if there are several changes, and then left by itself.
  public static final long AUTOMATIC = 0;

  /// Joint, and left by itself.
  public static final long JOINT = 1;

  /// Joint, until another change says so.
  public static final long JOINT_BY_REQUEST = 2;

  private static final int MAX_CHANGES = 4096;

  /// One member's part of the change.
  public record Single(ConfChangeType type, long nodeId) {}

  public ConfChangeV2 {
    changes = List.copyOf(changes);
  }

  /// {@return the change in `bytes`}
  ///
  /// @throws io.fireweed.format.fault.CorruptException if the bytes are not exactly one change
  public static ConfChangeV2 decode(MemorySegment bytes, Origin origin) {
    ProtoReader reader = new ProtoReader(bytes, origin);
    FieldSet fields = new FieldSet(reader, "configuration change");
    long transition = 0;
    List<Single> changes = new ArrayList<>();
    Bytes context = Bytes.EMPTY;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> {
          fields.once();
          transition = reader.varint();
        }
        case 2 -> {
          if (changes.size() == MAX_CHANGES) {
            throw reader.corrupt("changes", "at most " + MAX_CHANGES, "more");
          }
          changes.add(single(reader.message()));
        }
        case 3 -> {
          fields.once();
          context = reader.bytes();
        }
        default -> throw fields.unknown();
      }
    }
    return new ConfChangeV2(transition, changes, context);
  }

  private static Single single(ProtoReader reader) {
    FieldSet fields = new FieldSet(reader, "change");
    ConfChangeType type = ConfChangeType.ADD_NODE;
    long nodeId = 0;
    while (reader.next()) {
      fields.once();
      switch (reader.field()) {
        case 1 -> type = ConfChange.typeOf(reader);
        case 2 -> nodeId = reader.varint();
        default -> throw fields.unknown();
      }
    }
    return new Single(type, nodeId);
  }

  /// {@return whether this asks to leave a joint configuration}
  public boolean isLeave() {
    return transition == AUTOMATIC && changes.isEmpty();
  }

  /// {@return whether this asks for a joint configuration}
  public boolean isJoint() {
    return transition != AUTOMATIC || changes.size() > 1;
  }

  public Bytes encode() {
    ProtoWriter writer = new ProtoWriter().varint(1, transition);
    for (Single change : changes) {
      writer.message(
          2, new ProtoWriter().varint(1, change.type().code()).varint(2, change.nodeId()));
    }
    return writer.bytesUnlessEmpty(3, context).toBytes();
  }
}
