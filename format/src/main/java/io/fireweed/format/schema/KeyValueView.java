package io.fireweed.format.schema;

import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A reusable window on one encoded [KeyValue], for loops over millions of rows: parsing allocates
/// nothing and copies nothing, it notes where things are.
///
/// Use: [#parse] or [#require], then the accessors, until the next parse. Offsets are those of the
/// segment given to the parse, which may be a whole file. Not safe for use by two threads.
public final class KeyValueView {
  private static final int KEY_TAG = 1 << 3 | 2;
  private static final int CREATE_TAG = 2 << 3;
  private static final int MOD_TAG = 3 << 3;
  private static final int VERSION_TAG = 4 << 3;
  private static final int VALUE_TAG = 5 << 3 | 2;
  private static final int LEASE_TAG = 6 << 3;
  private static final int MAX_VARINT_BITS = 64;

  private MemorySegment base = MemorySegment.NULL;
  private long position;
  private long limit;
  private boolean sound;
  private String fault = "";

  private long keyOffset;
  private long keyLength;
  private long createRevision;
  private long modRevision;
  private long version;
  private long valueOffset;
  private long valueLength;
  private long lease;

  /// Reads `length` bytes at `offset` of `segment`. {@return false if they are not a message as
  /// etcd writes it; the accessors are then meaningless}
  public boolean parse(MemorySegment segment, long offset, long length) {
    base = segment;
    position = offset;
    limit = offset + length;
    keyOffset = offset;
    keyLength = 0;
    createRevision = 0;
    modRevision = 0;
    version = 0;
    valueOffset = offset;
    valueLength = 0;
    lease = 0;
    sound = true;
    int lastTag = 0;
    while (position < limit) {
      int tag = base.get(ValueLayout.JAVA_BYTE, position++);
      if (tag <= lastTag) {
        return fail("fields that ascend");
      }
      lastTag = tag;
      takeField(tag);
      if (!sound) {
        return false;
      }
    }
    return true;
  }

  /// Like [#parse], but refuses a malformed message.
  ///
  /// @param where the place of the first byte of the message
  public void require(MemorySegment segment, long offset, long length, Origin where) {
    if (!parse(segment, offset, length)) {
      throw malformed(offset, where);
    }
  }

  /// {@return the exception for the parse that just failed, to be thrown}
  ///
  /// @param offset the offset that was given to the parse
  /// @param where the place of the first byte of the message
  CorruptException malformed(long offset, Origin where) {
    return Refusal.of(where.plus(position - offset), "key-value message", fault, "other bytes");
  }

  private void takeField(int tag) {
    switch (tag) {
      case KEY_TAG -> {
        keyLength = length();
        keyOffset = position;
        position += keyLength;
      }
      case CREATE_TAG -> createRevision = varint();
      case MOD_TAG -> modRevision = varint();
      case VERSION_TAG -> version = varint();
      case VALUE_TAG -> {
        valueLength = length();
        valueOffset = position;
        position += valueLength;
      }
      case LEASE_TAG -> lease = varint();
      default -> fail("one of the fields 1 to 6 with its own wire type");
    }
  }

  private long length() {
    long length = varint();
    if (sound && (length < 0 || length > limit - position)) {
      fail("a field of at most " + (limit - position) + " bytes");
      return 0;
    }
    return sound ? length : 0;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < MAX_VARINT_BITS; shift += 7) {
      if (position >= limit) {
        fail("the rest of a varint");
        return 0;
      }
      byte b = base.get(ValueLayout.JAVA_BYTE, position++);
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        if (shift == 63 && b > 1) {
          fail("a varint of at most 64 bits");
        }
        return value;
      }
    }
    fail("a varint of at most 10 bytes");
    return 0;
  }

  private boolean fail(String expected) {
    sound = false;
    fault = expected;
    return false;
  }

  /// {@return the offset of the user key in the parsed segment}
  public long keyOffset() {
    return keyOffset;
  }

  /// {@return the length of the user key in bytes}
  public long keyLength() {
    return keyLength;
  }

  /// {@return the user key, as long-lived as the parsed segment}
  public MemorySegment key() {
    return base.asSlice(keyOffset, keyLength);
  }

  public long createRevision() {
    return createRevision;
  }

  public long modRevision() {
    return modRevision;
  }

  public long version() {
    return version;
  }

  /// {@return the offset of the user value in the parsed segment}
  public long valueOffset() {
    return valueOffset;
  }

  /// {@return the length of the user value in bytes}
  public long valueLength() {
    return valueLength;
  }

  /// {@return the user value, as long-lived as the parsed segment}
  public MemorySegment value() {
    return base.asSlice(valueOffset, valueLength);
  }

  /// {@return the lease id, 0 for none}
  public long lease() {
    return lease;
  }

  /// {@return a copy that outlives the segment}
  public KeyValue toKeyValue() {
    return new KeyValue(
        Bytes.of(key()), createRevision, modRevision, version, Bytes.of(value()), lease);
  }
}
