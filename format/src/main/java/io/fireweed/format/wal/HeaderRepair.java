package io.fireweed.format.wal;

import io.fireweed.format.wal.Frame.Whole;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Proves the data of a record whose header (type, tags, checksum, data length) is damaged.
///
/// The length field says where the record ends, the chain says what its checksum must be. Wherever
/// the data might begin, its checksum is computed; it is the right place if the record behind it
/// continues that value, or if it is the value that the header still holds.
final class HeaderRepair {
  /// Bytes of the shortest header: type, checksum of one byte, data of no length.
  private static final int SHORTEST = 6;

  /// Bytes of the longest header: a checksum of five and a length of five bytes.
  private static final int LONGEST = 14;

  private HeaderRepair() {}

  /// {@return the frame at `at` with its header put right}
  ///
  /// @param seed the checksum of the log before it
  static Optional<Frame> find(
      SegmentBytes bytes, Resync resync, RecordDecoder decoder, long at, int seed) {
    if (at > bytes.size() - Frame.LENGTH_FIELD) {
      return Optional.empty();
    }
    long field = bytes.longAt(at);
    long end = Frame.claimedEnd(field, at);
    long length = field & Frame.LENGTH_MASK;
    boolean fits = field == Frame.lengthField(length) && end <= bytes.size();
    if (!fits || !resync.affords(LONGEST * length)) {
      return Optional.empty();
    }
    Optional<Frame> next =
        Frame.look(bytes, end) instanceof Whole(Frame behind) && behind.dataLength() > 0
            ? Optional.of(behind)
            : Optional.empty();
    long recordStart = at + Frame.LENGTH_FIELD;
    for (int header = SHORTEST; header <= LONGEST && header < length; header++) {
      long dataOffset = recordStart + header;
      long dataLength = length - header;
      int crc = bytes.crc(seed, dataOffset, dataLength);
      Frame frame =
          new Frame(at, length, bytes.byteAt(recordStart + 1), crc, dataOffset, dataLength);
      boolean proven =
          next.isPresent() ? resync.continues(crc, next.get()) : holds(bytes, recordStart, crc);
      if (proven) {
        return decoder.find(frame).isPresent() ? Optional.of(frame) : retype(decoder, frame);
      }
    }
    return Optional.empty();
  }

  /// {@return the frame with the one type that its data fits}
  static Optional<Frame> retype(RecordDecoder decoder, Frame frame) {
    List<Frame> fitting = new ArrayList<>();
    for (RecordType type : List.of(RecordType.ENTRY, RecordType.STATE, RecordType.SNAPSHOT)) {
      Frame typed =
          new Frame(
              frame.offset(),
              frame.length(),
              type.code(),
              frame.crc(),
              frame.dataOffset(),
              frame.dataLength());
      if (decoder.find(typed).isPresent()) {
        fitting.add(typed);
      }
    }
    return fitting.size() == 1 ? Optional.of(fitting.getFirst()) : Optional.empty();
  }

  /// {@return whether the checksum field, at its usual place, has this value}
  private static boolean holds(SegmentBytes bytes, long recordStart, int crc) {
    Varints in = new Varints(bytes, recordStart + 3, bytes.size());
    return in.varint() == Integer.toUnsignedLong(crc) && !in.failed();
  }
}
