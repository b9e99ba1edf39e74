package io.fireweed.format.bbolt;

import io.fireweed.format.checksum.Fnv1a64;
import java.lang.foreign.MemorySegment;

/// The root of one committed state of a db: pages 0 and 1 hold one each.
///
/// | offset | size | field | unit | meaning |
/// |---|---|---|---|---|
/// | 0 | 4 | magic | | 0xED0CDAED |
/// | 4 | 4 | version | | 2 |
/// | 8 | 4 | pageSize | bytes | page size of the whole file |
/// | 12 | 4 | flags | | 0 |
/// | 16 | 8 | root | page | root page of the root bucket |
/// | 24 | 8 | sequence | | sequence of the root bucket, 0 |
/// | 32 | 8 | freelist | page | freelist page, or all ones = not stored |
/// | 40 | 8 | hwm | pages | high water mark: the first page id never allocated |
/// | 48 | 8 | txid | | transaction that wrote this meta |
/// | 56 | 8 | checksum | | FNV-1a 64 of the 56 bytes before it |
///
/// Offsets count from the meta, which follows the 16-byte [PageHeader] of its page. Little-endian.
///
/// Limits: page size a power of two from 1024 to 65536; `2 <= root < hwm`; `hwm * pageSize` at most
/// the file length; `freelist < hwm` unless not stored. bbolt up to 1.3.6 took checksum 0 as "not
/// checked"; no etcd ever wrote it and it is refused here.
///
/// Worked bytes (etcd 3.4.23, transaction 11, at file offset 4112): `ed da 0c ed  02 00 00 00
/// 00 10 00 00  00 00 00 00  07 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00
/// ff ff ff ff ff ff ff ff  08 00 00 00 00 00 00 00  0b 00 00 00 00 00 00 00
/// 87 e0 61 c7 cc 29 08 5a` is page size 4096, root 7, no freelist, hwm 8.
///
/// Source: bbolt db.go (1.3), internal/common/meta.go (1.4).
///
/// @param pageSize bytes
/// @param root root page of the root bucket
/// @param sequence sequence of the root bucket
/// @param freelist freelist page or [Pgid#NOT_STORED]
/// @param hwm number of pages in use, the metas included
/// @param txid the transaction that wrote it
public record Meta(int pageSize, Pgid root, long sequence, Pgid freelist, Pgid hwm, Txid txid) {
  /// Bytes of a meta, without its page header.
  public static final int SIZE = 64;

  public static final int MIN_PAGE_SIZE = 1024;
  public static final int MAX_PAGE_SIZE = 65536;

  static final long MAGIC = 0xED0CDAEDL;
  static final long VERSION = 2;

  private static final int VERSION_AT = 4;
  private static final int PAGE_SIZE_AT = 8;
  private static final int FLAGS_AT = 12;
  private static final int ROOT_AT = 16;
  private static final int SEQUENCE_AT = 24;
  private static final int FREELIST_AT = 32;
  private static final int HWM_AT = 40;
  private static final int TXID_AT = 48;
  private static final int CHECKSUM_AT = 56;

  public Meta {
    if (!isPageSize(pageSize)) {
      throw new IllegalArgumentException("page size " + pageSize);
    }
  }

  /// {@return whether `bytes` is a page size this package reads and writes}
  public static boolean isPageSize(long bytes) {
    return bytes >= MIN_PAGE_SIZE && bytes <= MAX_PAGE_SIZE && Long.bitCount(bytes) == 1;
  }

  /// {@return bytes of the db in this state, `hwm * pageSize`; the file may be longer}
  public long sizeBytes() {
    return hwm.value() * pageSize;
  }

  /// {@return whether a freelist page belongs to this state}
  public boolean hasStoredFreelist() {
    return !freelist.equals(Pgid.NOT_STORED);
  }

  /// {@return this meta as transaction `other` would have written it}
  public Meta withTxid(Txid other) {
    return new Meta(pageSize, root, sequence, freelist, hwm, other);
  }

  /// Reads the meta of the page that starts at `pageOffset`.
  ///
  /// @return the meta, or what is wrong with it in the order magic, version, checksum, page size
  static MetaSlot read(MemorySegment bytes, long pageOffset, Pgid page) {
    long at = pageOffset + PageHeader.SIZE;
    if (at + SIZE > bytes.byteSize()) {
      return new MetaSlot.Invalid(page, at, "size", SIZE, bytes.byteSize() - at);
    }
    long magic = LittleEndian.u32(bytes, at);
    if (magic != MAGIC) {
      return new MetaSlot.Invalid(page, at, "magic", MAGIC, magic);
    }
    long version = LittleEndian.u32(bytes, at + VERSION_AT);
    if (version != VERSION) {
      return new MetaSlot.Invalid(page, at + VERSION_AT, "version", VERSION, version);
    }
    long stored = LittleEndian.u64(bytes, at + CHECKSUM_AT);
    long computed = Fnv1a64.of(bytes.asSlice(at, CHECKSUM_AT));
    if (stored != computed) {
      return new MetaSlot.Invalid(page, at + CHECKSUM_AT, "checksum", computed, stored);
    }
    long pageSize = LittleEndian.u32(bytes, at + PAGE_SIZE_AT);
    if (!isPageSize(pageSize)) {
      return new MetaSlot.Invalid(page, at + PAGE_SIZE_AT, "page size", MIN_PAGE_SIZE, pageSize);
    }
    Meta meta =
        new Meta(
            (int) pageSize,
            new Pgid(LittleEndian.u64(bytes, at + ROOT_AT)),
            LittleEndian.u64(bytes, at + SEQUENCE_AT),
            new Pgid(LittleEndian.u64(bytes, at + FREELIST_AT)),
            new Pgid(LittleEndian.u64(bytes, at + HWM_AT)),
            new Txid(LittleEndian.u64(bytes, at + TXID_AT)));
    return new MetaSlot.Valid(page, meta);
  }

  /// Writes a whole meta page at `pageOffset`: header with id `page`, this meta, checksum. The rest
  /// of the page is left as it is.
  void writePage(MemorySegment bytes, long pageOffset, Pgid page) {
    new PageHeader(page, PageFlags.META, 0, 0).write(bytes, pageOffset);
    long at = pageOffset + PageHeader.SIZE;
    LittleEndian.putU32(bytes, at, MAGIC);
    LittleEndian.putU32(bytes, at + VERSION_AT, VERSION);
    LittleEndian.putU32(bytes, at + PAGE_SIZE_AT, pageSize);
    LittleEndian.putU32(bytes, at + FLAGS_AT, 0);
    LittleEndian.putU64(bytes, at + ROOT_AT, root.value());
    LittleEndian.putU64(bytes, at + SEQUENCE_AT, sequence);
    LittleEndian.putU64(bytes, at + FREELIST_AT, freelist.value());
    LittleEndian.putU64(bytes, at + HWM_AT, hwm.value());
    LittleEndian.putU64(bytes, at + TXID_AT, txid.value());
    LittleEndian.putU64(bytes, at + CHECKSUM_AT, Fnv1a64.of(bytes.asSlice(at, CHECKSUM_AT)));
  }
}
