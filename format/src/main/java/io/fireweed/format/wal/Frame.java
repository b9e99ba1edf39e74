package io.fireweed.format.wal;

import java.util.Optional;

/// The frame of one WAL record: length field, record, padding.
///
/// | offset | size | field | unit | meaning |
/// |---|---|---|---|---|
/// | 0 | 7 | length n | bytes, LE | length of the record, `>= 4`; 0 = end of the segment |
/// | 7 | 1 | padding | `0x80 + p`, or 0 | p = 1 to 7 bytes of padding; 0 if n is a multiple of 8 |
/// | 8 | n | record | protobuf | see below |
/// | 8 + n | p | padding | zeros | makes `8 + n + p` a multiple of 8 |
///
/// The record, in this order, without anything else:
///
/// | field | wire | meaning |
/// |---|---|---|
/// | 1 | varint | [RecordType] |
/// | 2 | varint | CRC-32C over the data of this and all earlier records of the log, u32 |
/// | 3 | bytes | data; absent in a crc record |
///
/// Byte order: little-endian. Limits: a record ends inside its file; etcd refuses more than 10 MiB
/// (3.4.10 to 3.5.4) or more than the rest of the file (since 3.5.5). The type is *not* covered by
/// the checksum, so the messages are decoded strictly.
///
/// Worked bytes: the first record of every log, crc 0, is
/// `04 00 00 00 00 00 00 84 | 08 04 10 00 | 00 00 00 00`.
///
/// Source: etcd wal/encoder.go, wal/decoder.go and walpb, 3.4.23 to 3.7.1.
///
/// @param offset of the length field in the file, a multiple of 8
/// @param length n
/// @param typeCode field 1, not yet known to be a [RecordType]
/// @param crc field 2
/// @param dataOffset of the first data byte in the file
/// @param dataLength in bytes; 0 also when field 3 is absent
record Frame(long offset, long length, long typeCode, int crc, long dataOffset, long dataLength) {
  static final int LENGTH_FIELD = 8;

  /// Type, a checksum of one byte, no data.
  static final int SMALLEST_RECORD = 4;

  static final long LENGTH_MASK = (1L << 56) - 1;
  private static final int PADDED = 0x80;

  /// What stands at an offset.
  sealed interface Look {}

  /// A frame whose parts agree with each other; its checksum is not verified yet.
  record Whole(Frame frame) implements Look {}

  /// The file ends here.
  record EndOfFile() implements Look {}

  /// A zero length field: the end of the segment, or a hole.
  record ZeroLength() implements Look {}

  /// The file ends inside the length field or the record.
  ///
  /// @param missing bytes that the frame wants beyond the end of the file
  record Short(long missing) implements Look {}

  /// The parts do not agree.
  record Nonsense(String reason) implements Look {}

  static int padding(long length) {
    return (int) (-length & 7);
  }

  /// {@return the length field of a record of `length` bytes}
  static long lengthField(long length) {
    int padding = padding(length);
    return padding == 0 ? length : length | (long) (PADDED | padding) << 56;
  }

  /// {@return the offset of the next frame}
  long end() {
    return offset + LENGTH_FIELD + length + padding(length);
  }

  /// {@return where the frame at `offset` ends by its length field alone, as etcd computes it}
  static long claimedEnd(long field, long offset) {
    long padding = field < 0 ? field >>> 56 & 7 : 0;
    return offset + LENGTH_FIELD + (field & LENGTH_MASK) + padding;
  }

  Optional<RecordType> type() {
    return RecordType.find(typeCode);
  }

  /// {@return what stands at `offset <= size`}
  static Look look(SegmentBytes bytes, long offset) {
    long left = bytes.size() - offset;
    if (left == 0) {
      return new EndOfFile();
    }
    if (left < LENGTH_FIELD) {
      return new Short(LENGTH_FIELD - left);
    }
    long field = bytes.longAt(offset);
    if (field == 0) {
      return new ZeroLength();
    }
    long length = field & LENGTH_MASK;
    if (field != lengthField(length)) {
      return new Nonsense(
          "length field expected %016x for %d bytes, found %016x"
              .formatted(lengthField(length), length, field));
    }
    if (length < SMALLEST_RECORD) {
      return new Nonsense(
          "record length expected at least " + SMALLEST_RECORD + ", found " + length);
    }
    long wanted = LENGTH_FIELD + length + padding(length);
    if (wanted > left) {
      return new Short(wanted - left);
    }
    Optional<Frame> frame = body(bytes, offset);
    if (frame.isEmpty()) {
      return new Nonsense("record header expected type, checksum and data, found other bytes");
    }
    if (frame.get().length != length) {
      return new Nonsense(
          "record length expected " + frame.get().length + " as its data says, found " + length);
    }
    return new Whole(frame.get());
  }

  /// Reads the record of a frame without its length field: the record itself says how long it is.
  ///
  /// {@return the frame, or nothing if the bytes are not a record that fits the file}
  static Optional<Frame> body(SegmentBytes bytes, long offset) {
    Varints in = new Varints(bytes, offset + LENGTH_FIELD, bytes.size());
    if (!in.tag(1, 0)) {
      return Optional.empty();
    }
    long typeCode = in.varint();
    if (!in.tag(2, 0)) {
      return Optional.empty();
    }
    long crc = in.varint();
    if (in.failed() || crc >>> Integer.SIZE != 0) {
      return Optional.empty();
    }
    long dataLength = 0;
    if (typeCode != RecordType.CRC.code()) {
      if (!in.tag(3, 2)) {
        return Optional.empty();
      }
      dataLength = in.varint();
      if (in.failed() || dataLength < 0 || dataLength > bytes.size() - in.position()) {
        return Optional.empty();
      }
    }
    long length = in.position() + dataLength - offset - LENGTH_FIELD;
    return Optional.of(new Frame(offset, length, typeCode, (int) crc, in.position(), dataLength));
  }

  /// {@return whether the padding is zero, as etcd writes it}
  boolean paddingIsZero(SegmentBytes bytes) {
    long from = offset + LENGTH_FIELD + length;
    return bytes.isZero(from, Math.min(end(), bytes.size()));
  }
}
