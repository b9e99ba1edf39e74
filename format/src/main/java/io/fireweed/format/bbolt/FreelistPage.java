package io.fireweed.format.bbolt;

import java.lang.foreign.MemorySegment;

/// The page that lists the free pages, if the db stores them at all.
///
/// | offset | size | field | unit | meaning |
/// |---|---|---|---|---|
/// | 16 | 8 | total | ids | only if the header's count is 0xFFFF: the real number of ids |
/// | 16 or 24 | 8 each | id | page | a free page |
///
/// Offsets count from the [PageHeader]. Little-endian. Ids ascend without duplicates,
/// `2 <= id < hwm`. The freelist's own pages are not listed.
///
/// etcd on Linux stores no freelist in any version ([Meta#freelist] is [Pgid#NOT_STORED]): every
/// page from 2 to the high water mark that no bucket reaches is free.
///
/// Worked bytes: `05 00 00 00 00 00 00 00  10 00  02 00  00 00 00 00  03 00 00 00 00 00 00 00
/// 04 00 00 00 00 00 00 00` is freelist page 5 with the free pages 3 and 4.
///
/// Source: bbolt freelist.go (1.3), internal/freelist (1.4).
public final class FreelistPage {
  /// Count in the header that says "the real count follows".
  public static final int COUNT_FOLLOWS = 0xFFFF;

  private final MemorySegment bytes;
  private final Pgid id;
  private final long firstId;
  private final long count;
  private final long pageCount;

  FreelistPage(MemorySegment bytes, Pgid id, long firstId, long count, long pageCount) {
    this.bytes = bytes;
    this.id = id;
    this.firstId = firstId;
    this.count = count;
    this.pageCount = pageCount;
  }

  public Pgid id() {
    return id;
  }

  /// {@return number of ids listed}
  public long count() {
    return count;
  }

  /// {@return pages the freelist itself takes, overflow included}
  public long pageCount() {
    return pageCount;
  }

  /// {@return the free page at `index`, `0 <= index < count`, unchecked}
  public Pgid at(long index) {
    return new Pgid(rawAt(index));
  }

  long rawAt(long index) {
    return LittleEndian.u64(bytes, firstId + index * Long.BYTES);
  }

  /// {@return bytes that a freelist page with `count` ids takes, header included}
  static long sizeBytes(long count) {
    return PageHeader.SIZE + (count < COUNT_FOLLOWS ? 0 : Long.BYTES) + count * Long.BYTES;
  }
}
