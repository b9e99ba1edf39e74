package io.fireweed.format.bbolt;

import java.lang.foreign.MemorySegment;

/// The first 16 bytes of every page, and of the page image inside an inline bucket.
///
/// | offset | size | field | unit | meaning |
/// |---|---|---|---|---|
/// | 0 | 8 | id | page | the page's own number; 0 for an inline page |
/// | 8 | 2 | flags | | one of [PageFlags] |
/// | 10 | 2 | count | elements | elements of a leaf or branch, ids of a freelist, 0 for a meta |
/// | 12 | 4 | overflow | pages | how many *following* pages continue this one |
///
/// Little-endian, unsigned. Only the first page of an overflow run has a header.
///
/// Limits: `count < 0xFFFF` for leaf and branch; a freelist says 0xFFFF when its real count does
/// not fit (see [FreelistPage]).
///
/// Worked bytes: `07 00 00 00 00 00 00 00  02 00  0a 00  00 00 00 00` is page 7, a leaf with ten
/// elements and no overflow: the root page of a small etcd db.
///
/// Source: bbolt page.go (1.3), internal/common/page.go (1.4).
///
/// @param id the number the page says it has
/// @param flags unchecked; see [PageFlags]
/// @param count 0..65535
/// @param overflow 0..2^32-1
public record PageHeader(Pgid id, int flags, int count, long overflow) {
  /// Bytes of a header.
  public static final int SIZE = 16;

  /// Largest count of a leaf or branch page.
  public static final int MAX_COUNT = 0xFFFE;

  static final int ID = 0;
  static final int FLAGS = 8;
  static final int COUNT = 10;
  static final int OVERFLOW = 12;

  public PageHeader {
    if (flags >>> 16 != 0 || count >>> 16 != 0 || overflow >>> 32 != 0) {
      throw new IllegalArgumentException(
          "page header field too large: flags %d, count %d, overflow %d"
              .formatted(flags, count, overflow));
    }
  }

  /// {@return the header at `offset`; nothing in it is checked}
  static PageHeader read(MemorySegment bytes, long offset) {
    return new PageHeader(
        new Pgid(LittleEndian.u64(bytes, offset + ID)),
        LittleEndian.u16(bytes, offset + FLAGS),
        LittleEndian.u16(bytes, offset + COUNT),
        LittleEndian.u32(bytes, offset + OVERFLOW));
  }

  /// Writes this header at `offset`.
  void write(MemorySegment bytes, long offset) {
    LittleEndian.putU64(bytes, offset + ID, id.value());
    LittleEndian.putU16(bytes, offset + FLAGS, flags);
    LittleEndian.putU16(bytes, offset + COUNT, count);
    LittleEndian.putU32(bytes, offset + OVERFLOW, overflow);
  }
}
