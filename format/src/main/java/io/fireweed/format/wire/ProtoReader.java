package io.fireweed.format.wire;

import io.fireweed.format.fault.CorruptException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A forward cursor over the fields of one protobuf message.
///
/// ```java
/// while (reader.next()) {
///   switch (reader.field()) {
///     case 1 -> index = reader.varint();
///     case 2 -> data = reader.bytes();
///     default -> reader.skip();
///   }
/// }
/// ```
///
/// After [#next()] returned true the value must be taken by exactly one of the accessors, or
/// skipped. Invariant: `0 <= position <= limit`. Each read first checks that its bytes are there,
/// so a hostile length never allocates. Every violation is a [CorruptException] that names [Origin]
/// and offset.
///
/// Wire format: a tag is the varint `field << 3 | type`; a varint holds 7 bits a byte, lowest
/// first, at most 10 bytes; type 2 is a varint length followed by that many bytes; type 3 begins a
/// group, fields up to one of type 4. etcd has no groups, but keeps unknown ones that clients send.
///
/// Source: the protobuf encoding guide; seen in etcd 3.4.23 to 3.7.1.
public final class ProtoReader {
  private static final int MAX_VARINT_BYTES = 10;
  private static final long MAX_FIELD = (1L << 29) - 1;
  private static final int START_GROUP = 3;
  private static final int END_GROUP = 4;

  /// As many as Go's reader takes today; skipping them needs no stack.
  private static final int MAX_GROUP_DEPTH = 10_000;

  private final MemorySegment source;
  private final Origin origin;
  private final long limit;
  private long position;
  private int field;
  private WireType type = WireType.VARINT;

  public ProtoReader(MemorySegment source, Origin origin) {
    this.source = source;
    this.origin = origin;
    this.limit = source.byteSize();
  }

  public ProtoReader(Bytes source, String name) {
    this(source.segment(), new Origin(name, 0));
  }

  /// Moves to the next field. {@return false at the end of the message}
  public boolean next() {
    if (position == limit) {
      return false;
    }
    long tag = readVarint();
    long number = tag >>> 3;
    if (number == 0 || number > MAX_FIELD) {
      throw corrupt("field number", "1 to " + MAX_FIELD, Long.toUnsignedString(number));
    }
    field = (int) number;
    type =
        switch ((int) (tag & 7)) {
          case 0 -> WireType.VARINT;
          case 1 -> WireType.FIXED64;
          case 2 -> WireType.LENGTH_DELIMITED;
          case START_GROUP -> WireType.GROUP;
          case 5 -> WireType.FIXED32;
          default ->
              throw corrupt("wire type of field " + field, "0, 1, 2, 3 or 5", "" + (tag & 7));
        };
    return true;
  }

  /// {@return the number of the current field, at least 1}
  public int field() {
    return field;
  }

  public WireType type() {
    return type;
  }

  /// {@return the current varint field as the 64 bits that were written}
  public long varint() {
    require(WireType.VARINT);
    return readVarint();
  }

  /// {@return the current varint field, which must be 0 or 1}
  public boolean bool() {
    long value = varint();
    if (value != 0 && value != 1) {
      throw corrupt("field " + field, "0 or 1", Long.toUnsignedString(value));
    }
    return value == 1;
  }

  /// {@return the current varint field as a 32-bit unsigned number held in an `int`}
  public int uint32() {
    long value = varint();
    if (value >>> Integer.SIZE != 0) {
      throw corrupt("field " + field, "at most 32 bits", Long.toUnsignedString(value));
    }
    return (int) value;
  }

  /// {@return a view of the current length-delimited field, as long-lived as the source}
  public MemorySegment segment() {
    require(WireType.LENGTH_DELIMITED);
    long length = readVarint();
    if (length < 0 || length > limit - position) {
      throw corrupt(
          "length of field " + field,
          "at most " + (limit - position),
          Long.toUnsignedString(length));
    }
    MemorySegment slice = source.asSlice(position, length);
    position += length;
    return slice;
  }

  /// {@return a copy of the current length-delimited field}
  public Bytes bytes() {
    return Bytes.of(segment());
  }

  /// {@return the current length-delimited field as text, which must be UTF-8}
  public String utf8() {
    return bytes()
        .findUtf8()
        .orElseThrow(() -> corrupt("field " + field, "UTF-8 text", "other bytes"));
  }

  /// {@return a reader over the current length-delimited field}
  public ProtoReader message() {
    MemorySegment slice = segment();
    return new ProtoReader(slice, origin.plus(position - slice.byteSize()));
  }

  /// Passes over the current field, whatever its type.
  public void skip() {
    switch (type) {
      case VARINT -> readVarint();
      case FIXED64 -> advance(Long.BYTES);
      case LENGTH_DELIMITED -> segment();
      case GROUP -> skipGroup();
      case FIXED32 -> advance(Integer.BYTES);
    }
  }

  /// Field numbers inside are not looked at, nor whether a group ends with the one it began with:
  /// the readers of etcd up to 3.6 do not either, so their logs may hold anything.
  private void skipGroup() {
    int depth = 1;
    while (depth > 0) {
      int code = (int) (readVarint() & 7);
      switch (code) {
        case 0 -> readVarint();
        case 1 -> advance(Long.BYTES);
        case 2 -> advance(readVarint());
        case START_GROUP -> depth++;
        case END_GROUP -> depth--;
        case 5 -> advance(Integer.BYTES);
        default -> throw corrupt("wire type in the group of field " + field, "0 to 5", "" + code);
      }
      if (depth > MAX_GROUP_DEPTH) {
        throw corrupt("groups in field " + field, "at most " + MAX_GROUP_DEPTH + " deep", "more");
      }
    }
  }

  /// {@return the offset of the next unread byte within the message}
  public long position() {
    return position;
  }

  public Origin origin() {
    return origin;
  }

  /// {@return the exception for a value that breaks a rule of the message, to be thrown}
  public CorruptException corrupt(String what, String expected, String found) {
    return new CorruptException(
        origin.at(position) + ": " + what + " expected " + expected + ", found " + found);
  }

  private void require(WireType wanted) {
    if (type != wanted) {
      throw corrupt("wire type of field " + field, wanted.name(), type.name());
    }
  }

  private void advance(long count) {
    if (count < 0 || count > limit - position) {
      throw corrupt(
          "field " + field,
          Long.toUnsignedString(count) + " more bytes",
          (limit - position) + " bytes");
    }
    position += count;
  }

  private long readVarint() {
    long value = 0;
    for (int i = 0; i < MAX_VARINT_BYTES; i++) {
      if (position == limit) {
        throw corrupt("varint", "another byte", "the end of the message");
      }
      byte b = source.get(ValueLayout.JAVA_BYTE, position++);
      value |= (long) (b & 0x7f) << (7 * i);
      if (b >= 0) {
        if (i == MAX_VARINT_BYTES - 1 && b > 1) {
          throw corrupt("varint", "at most 64 bits", "more");
        }
        return value;
      }
    }
    throw corrupt("varint", "at most " + MAX_VARINT_BYTES + " bytes", "more");
  }
}
