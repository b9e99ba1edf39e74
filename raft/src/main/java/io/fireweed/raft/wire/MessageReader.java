package io.fireweed.raft.wire;

import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import io.fireweed.format.wire.ProtoReader;
import io.fireweed.raft.message.MessageType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The fields of one message from outside, each where it was found; what they mean together,
/// [MessageRules] says.
///
/// Fields with numbers that this release does not know are passed over, as etcd does; a field that
/// can be there once and is there twice is refused.
final class MessageReader {
  /// What 3.4 and 3.5 write where there is no snapshot.
  static final RaftSnapshot NO_SNAPSHOT = new RaftSnapshot(Bytes.EMPTY, ConfState.EMPTY, 0, 0);

  private final MemorySegment bytes;
  private final Origin origin;
  private final long[] numbers = new long[MessageField.ALL.size() + 1];
  private final long[] offsets = new long[MessageField.ALL.size() + 1];
  private final List<Entry> entries = new ArrayList<>();
  private Optional<RaftSnapshot> snapshot = Optional.empty();
  private Bytes context = Bytes.EMPTY;
  private int seen;

  MessageReader(MemorySegment bytes, Origin origin) {
    this.bytes = bytes;
    this.origin = origin;
    ProtoReader reader = new ProtoReader(bytes, origin);
    long offset = 0;
    while (reader.next()) {
      Optional<MessageField> field = MessageField.find(reader.field());
      if (field.isPresent()) {
        take(field.get(), offset, reader);
      } else {
        reader.skip();
      }
      offset = reader.position();
    }
  }

  private void take(MessageField field, long offset, ProtoReader reader) {
    if (has(field) && field != MessageField.ENTRIES) {
      throw reader.corrupt("field " + field.number(), field.label() + " once", "it twice");
    }
    seen |= 1 << field.number();
    if (offsets[field.number()] == 0) {
      offsets[field.number()] = offset;
    }
    switch (field) {
      case TYPE, TO, FROM, TERM, LOG_TERM, INDEX, COMMIT, REJECT_HINT, VOTE ->
          numbers[field.number()] = reader.varint();
      case REJECT -> numbers[field.number()] = reader.bool() ? 1 : 0;
      case ENTRIES -> {
        if (entries.size() == MessageCodec.MAX_ENTRIES) {
          throw reader.corrupt("entries", "at most " + MessageCodec.MAX_ENTRIES, "more");
        }
        entries.add(EntryCodec.read(reader.message()));
      }
      case SNAPSHOT -> {
        MemorySegment found = reader.segment();
        Origin at = origin.plus(reader.position() - found.byteSize());
        RaftSnapshot decoded = RaftSnapshot.decode(found, at);
        snapshot = decoded.equals(NO_SNAPSHOT) ? Optional.empty() : Optional.of(decoded);
      }
      case CONTEXT -> context = reader.bytes();
      case RESPONSES -> throw fault(field, "none: only a member's own storage has them", "one");
    }
  }

  boolean has(MessageField field) {
    return (seen & 1 << field.number()) != 0;
  }

  /// {@return whether the field is there and is not zero or empty}
  boolean says(MessageField field) {
    return switch (field) {
      case ENTRIES -> !entries.isEmpty();
      case SNAPSHOT -> snapshot.isPresent();
      case CONTEXT -> !context.isEmpty();
      case TYPE, TO, FROM, TERM, LOG_TERM, INDEX, COMMIT, REJECT, REJECT_HINT, VOTE, RESPONSES ->
          numbers[field.number()] != 0;
    };
  }

  /// {@return the value of a field that is a number; 0 if it is not there}
  long number(MessageField field) {
    return numbers[field.number()];
  }

  MessageType type() {
    long code = number(MessageField.TYPE);
    return MessageType.find(code)
        .orElseThrow(
            () -> fault(MessageField.TYPE, "a type of message", Long.toUnsignedString(code)));
  }

  boolean isRejected() {
    return number(MessageField.REJECT) != 0;
  }

  List<Entry> entries() {
    return List.copyOf(entries);
  }

  /// {@return the snapshot; an empty one, as 3.4 and 3.5 write it, is none}
  Optional<RaftSnapshot> snapshot() {
    return snapshot;
  }

  Bytes context() {
    return context;
  }

  /// {@return the exception for a field that breaks a rule, to be thrown}
  CorruptException fault(MessageField field, String expected, String found) {
    return corrupt(offsets[field.number()], field.label(), expected, found);
  }

  /// {@return the exception for an entry that breaks a rule, to be thrown}
  ///
  /// @param number counted from 0
  CorruptException entryFault(int number, String what, String expected, String found) {
    return corrupt(offsetOfEntry(number), what + " of entry " + number, expected, found);
  }

  /// {@return where the bytes of an entry begin, for its errors}
  Origin originOfEntry(int number) {
    return origin.plus(offsetOfEntry(number));
  }

  private long offsetOfEntry(int number) {
    ProtoReader again = new ProtoReader(bytes, origin);
    long offset = 0;
    for (int left = number; again.next(); offset = again.position()) {
      if (again.field() == MessageField.ENTRIES.number() && left-- == 0) {
        return offset;
      }
      again.skip();
    }
    return offset;
  }

  private CorruptException corrupt(long offset, String what, String expected, String found) {
    return new CorruptException(
        origin.at(offset) + ": " + what + " expected " + expected + ", found " + found);
  }
}
