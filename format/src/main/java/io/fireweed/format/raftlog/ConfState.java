package io.fireweed.format.raftlog;

import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import io.fireweed.format.wire.ProtoReader;
import io.fireweed.format.wire.ProtoWriter;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// The members of a raft group at one index (`raftpb.ConfState`).
///
/// | field | wire | meaning |
/// |---|---|---|
/// | 1 | varint, repeated, unpacked | voters, u64 ids, ascending |
/// | 2 | varint, repeated, unpacked | learners |
/// | 3 | varint, repeated, unpacked | voters of the outgoing half of a joint configuration |
/// | 4 | varint, repeated, unpacked | learners once the joint configuration is left |
/// | 5 | varint | leave the joint configuration by itself; explicit dialect: always written |
///
/// Limit: [#MAX_IDS] ids. Worked bytes: one voter 1 is `08 01 28 00`, in 3.7 `08 01`.
///
/// Source: raftpb of etcd 3.4.23, raft 3.6.0 and 3.7.0.
public record ConfState(
    List<Long> voters,
    List<Long> learners,
    List<Long> votersOutgoing,
    List<Long> learnersNext,
    boolean autoLeave) {
  /// More ids than this are taken for damage; real clusters have fewer than twenty.
  public static final int MAX_IDS = 4096;

  /// Before any change.
  public static final ConfState EMPTY = ofVoters(List.of());

  public ConfState {
    voters = List.copyOf(voters);
    learners = List.copyOf(learners);
    votersOutgoing = List.copyOf(votersOutgoing);
    learnersNext = List.copyOf(learnersNext);
  }

  /// {@return a configuration of voters alone}
  public static ConfState ofVoters(List<Long> voters) {
    return new ConfState(voters, List.of(), List.of(), List.of(), false);
  }

  /// {@return the configuration after a change of one member}
  public ConfState after(ConfChangeType type, long id) {
    Reconfiguration next = new Reconfiguration(this);
    next.apply(type, id);
    return next.state();
  }

  /// {@return the configuration after a change of several members, which may be a joint one}
  public ConfState after(ConfChangeV2 change) {
    Reconfiguration next = new Reconfiguration(this);
    next.apply(change);
    return next.state();
  }

  /// {@return the configuration after `entry`}
  ///
  /// @throws io.fireweed.format.fault.CorruptException if a membership change cannot be read
  public ConfState after(Entry entry) {
    Origin where = new Origin("entry " + entry.index(), 0);
    return switch (entry.type()) {
      case NORMAL -> this;
      case CONF_CHANGE -> {
        ConfChange change = ConfChange.decode(entry.data().segment(), where);
        yield after(change.type(), change.nodeId());
      }
      case CONF_CHANGE_V2 -> after(ConfChangeV2.decode(entry.data().segment(), where));
    };
  }

  /// {@return the configuration in `bytes`}
  ///
  /// @throws io.fireweed.format.fault.CorruptException if the bytes are not exactly that
  public static ConfState decode(MemorySegment bytes, Origin origin) {
    return decode(new ProtoReader(bytes, origin));
  }

  /// {@return the configuration that `reader` stands before}
  public static ConfState decode(ProtoReader reader) {
    FieldSet fields = new FieldSet(reader, "conf state");
    List<Long> voters = new ArrayList<>();
    List<Long> learners = new ArrayList<>();
    List<Long> votersOutgoing = new ArrayList<>();
    List<Long> learnersNext = new ArrayList<>();
    boolean autoLeave = false;
    for (int ids = 0; reader.next(); ids++) {
      if (ids > MAX_IDS) {
        throw reader.corrupt("conf state", "at most " + MAX_IDS + " ids", "more");
      }
      switch (reader.field()) {
        case 1 -> voters.add(reader.varint());
        case 2 -> learners.add(reader.varint());
        case 3 -> votersOutgoing.add(reader.varint());
        case 4 -> learnersNext.add(reader.varint());
        case 5 -> {
          fields.once();
          autoLeave = reader.bool();
        }
        default -> throw fields.unknown();
      }
    }
    return new ConfState(voters, learners, votersOutgoing, learnersNext, autoLeave);
  }

  public Bytes encode(Dialect dialect) {
    ProtoWriter writer = new ProtoWriter();
    voters.forEach(id -> writer.varint(1, id));
    learners.forEach(id -> writer.varint(2, id));
    votersOutgoing.forEach(id -> writer.varint(3, id));
    learnersNext.forEach(id -> writer.varint(4, id));
    long leave = autoLeave ? 1 : 0;
    switch (dialect) {
      case EXPLICIT_ZEROS -> writer.varint(5, leave);
      case IMPLICIT_ZEROS -> writer.varintUnlessZero(5, leave);
    }
    return writer.toBytes();
  }
}
