package io.fireweed.format.schema;

import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Key of a row in the `key` bucket.
///
/// | offset | size | field | unit | meaning |
/// |---|---|---|---|---|
/// | 0 | 8 | main | revision | transaction number, not negative |
/// | 8 | 1 | separator | | `_` (5f) |
/// | 9 | 8 | sub | | change within the transaction, not negative |
/// | 17 | 0 or 1 | mark | | absent: a put; `t` (74): a tombstone |
///
/// Byte order: big endian, so that byte order is revision order and a tombstone follows a put of
/// the same revision. Limits: exactly 17 or 18 bytes.
///
/// Worked bytes: `00000000000000035f000000000000000074` is the tombstone of revision 3/0.
///
/// The same 17 bytes, with sub 0, are the value of `scheduledCompactRev` and `finishedCompactRev`.
///
/// Source: etcd 3.4.23 to 3.7.1, mvcc revision; 3.6 and newer refuse other lengths and separators.
public record RevisionKey(Revision revision, Kind kind) implements Comparable<RevisionKey> {
  /// What happened to the user key at this revision.
  public enum Kind {
    PUT,
    TOMBSTONE
  }

  /// Length in bytes of the key of a put.
  public static final int PUT_LENGTH = 17;

  /// Length in bytes of the key of a tombstone.
  public static final int TOMBSTONE_LENGTH = 18;

  private static final int SEPARATOR_OFFSET = 8;
  private static final int SUB_OFFSET = 9;
  private static final int MARK_OFFSET = 17;
  private static final byte SEPARATOR = '_';
  private static final byte MARK = 't';
  private static final ValueLayout.OfLong LONG_BE =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  public static RevisionKey put(Revision revision) {
    return new RevisionKey(revision, Kind.PUT);
  }

  public static RevisionKey tombstone(Revision revision) {
    return new RevisionKey(revision, Kind.TOMBSTONE);
  }

  public boolean isTombstone() {
    return kind == Kind.TOMBSTONE;
  }

  /// {@return the 17 or 18 bytes of this key}
  public Bytes encode() {
    ByteBuffer out = ByteBuffer.allocate(isTombstone() ? TOMBSTONE_LENGTH : PUT_LENGTH);
    out.putLong(revision.main()).put(SEPARATOR).putLong(revision.sub());
    if (isTombstone()) {
      out.put(MARK);
    }
    return Bytes.of(out.array());
  }

  /// {@return the key held by all of `key`; refuses anything else}
  public static RevisionKey decode(MemorySegment key, Origin where) {
    long length = key.byteSize();
    if (!isWellFormed(key, 0, length)) {
      throw malformed(key, 0, length, where);
    }
    Kind kind = length == TOMBSTONE_LENGTH ? Kind.TOMBSTONE : Kind.PUT;
    return new RevisionKey(new Revision(mainAt(key, 0), subAt(key, 0)), kind);
  }

  /// {@return whether `length` bytes at `offset` are a key of this form; reads no other byte}
  public static boolean isWellFormed(MemorySegment base, long offset, long length) {
    if (length != PUT_LENGTH && length != TOMBSTONE_LENGTH) {
      return false;
    }
    return base.get(ValueLayout.JAVA_BYTE, offset + SEPARATOR_OFFSET) == SEPARATOR
        && (mainAt(base, offset) | subAt(base, offset)) >= 0
        && (length == PUT_LENGTH || base.get(ValueLayout.JAVA_BYTE, offset + MARK_OFFSET) == MARK);
  }

  /// {@return the main revision of the well-formed key at `offset`}
  public static long mainAt(MemorySegment base, long offset) {
    return base.get(LONG_BE, offset);
  }

  /// {@return the sub revision of the well-formed key at `offset`}
  public static long subAt(MemorySegment base, long offset) {
    return base.get(LONG_BE, offset + SUB_OFFSET);
  }

  /// {@return the exception that says why the bytes are not a revision key, to be thrown}
  static CorruptException malformed(MemorySegment base, long offset, long length, Origin where) {
    if (length != PUT_LENGTH && length != TOMBSTONE_LENGTH) {
      return Refusal.of(where, "length of the revision key", "17 or 18 bytes", length + " bytes");
    }
    byte separator = base.get(ValueLayout.JAVA_BYTE, offset + SEPARATOR_OFFSET);
    if (separator != SEPARATOR) {
      return Refusal.of(
          where.plus(SEPARATOR_OFFSET), "separator of the revision key", "0x5f", hex(separator));
    }
    long main = mainAt(base, offset);
    if (main < 0) {
      return Refusal.of(where, "main revision", "0 or more", Long.toString(main));
    }
    long sub = subAt(base, offset);
    if (sub < 0) {
      return Refusal.of(where.plus(SUB_OFFSET), "sub revision", "0 or more", Long.toString(sub));
    }
    return Refusal.of(
        where.plus(MARK_OFFSET),
        "tombstone mark of the revision key",
        "0x74",
        hex(base.get(ValueLayout.JAVA_BYTE, offset + MARK_OFFSET)));
  }

  private static String hex(byte value) {
    return "0x%02x".formatted(value);
  }

  @Override
  public int compareTo(RevisionKey other) {
    int byRevision = revision.compareTo(other.revision);
    return byRevision != 0 ? byRevision : kind.compareTo(other.kind);
  }
}
