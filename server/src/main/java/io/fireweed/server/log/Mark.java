package io.fireweed.server.log;

import io.fireweed.format.checksum.Crc32c;
import io.fireweed.format.wal.WalPosition;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/// What a member says of its log: everything before `end` is durable.
///
/// One slot of `durable.mark`, little-endian:
///
/// | offset | size | field | unit | meaning |
/// |---|---|---|---|---|
/// | 0 | 4 | magic | | `FWDM` |
/// | 4 | 4 | version | | 1 |
/// | 8 | 8 | count | writes | of two slots the one with the higher count is newer |
/// | 16 | 8 | seq | segments | number of the segment that was written to |
/// | 24 | 8 | offset | bytes | behind the last durable record in that segment |
/// | 32 | 8 | term | | of the member there; not the term of the last entry |
/// | 40 | 8 | index | entries | of the last entry there |
/// | 48 | 4 | crc | | CRC-32C of bytes 0 to 47 |
///
/// Limits: seq, offset, term and index are not negative. Worked example, write 3, behind entry 9
/// at offset 1,000 (`3e8`) of segment 0 in term 2: `4657444d 01000000 0300000000000000
/// 0000000000000000 e803000000000000 0200000000000000 0900000000000000` and the checksum.
///
/// Source: this project.
///
/// @param end of what is durable
/// @param term of the member when it was written
/// @param index of the last entry, or of the snapshot that stands in for it
record Mark(WalPosition end, long term, long index) {
  static final int BYTES = 52;
  private static final int MAGIC = 0x4d445746;
  private static final int VERSION = 1;
  private static final int CRC = 48;

  /// A mark as it was found.
  record Slot(long count, Mark mark) {}

  /// Puts the slot into `target`, from its start, and makes it ready to be written.
  void encode(long count, ByteBuffer target) {
    target.clear().order(ByteOrder.LITTLE_ENDIAN);
    target.putInt(MAGIC).putInt(VERSION).putLong(count);
    target.putLong(end.seq()).putLong(end.offset()).putLong(term).putLong(index);
    target.putInt(Crc32c.of(MemorySegment.ofBuffer(target.slice(0, CRC))));
    target.flip();
  }

  /// {@return the slot at the start of `source`, or nothing if that is not one}
  static Optional<Slot> decode(ByteBuffer source) {
    ByteBuffer slot = source.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (slot.remaining() < BYTES) {
      return Optional.empty();
    }
    int crc = Crc32c.of(MemorySegment.ofBuffer(slot.slice(slot.position(), CRC)));
    if (slot.getInt() != MAGIC || slot.getInt() != VERSION) {
      return Optional.empty();
    }
    long count = slot.getLong();
    WalPosition end = new WalPosition(slot.getLong(), slot.getLong());
    Mark mark = new Mark(end, slot.getLong(), slot.getLong());
    return slot.getInt() == crc ? Optional.of(new Slot(count, mark)) : Optional.empty();
  }

  @Override
  public String toString() {
    return "entry %d at %s".formatted(index, end);
  }
}
