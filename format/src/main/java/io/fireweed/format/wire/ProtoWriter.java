package io.fireweed.format.wire;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Builds one protobuf message in a growing array, fields in the order of the calls.
///
/// Every call writes its field, also when the value is zero or empty: whether a zero is left out is
/// a rule of the message (proto3 leaves it out, etcd's raft messages up to 3.6 do not), so the
/// caller says it, with [#varintUnlessZero] and [#bytesUnlessEmpty].
public final class ProtoWriter {
  private byte[] buffer;
  private int length;

  public ProtoWriter() {
    this(64);
  }

  public ProtoWriter(int capacity) {
    this.buffer = new byte[Math.max(capacity, 16)];
  }

  public ProtoWriter varint(int field, long value) {
    rawVarint((long) field << 3 | WireType.VARINT.code());
    rawVarint(value);
    return this;
  }

  public ProtoWriter varintUnlessZero(int field, long value) {
    return value == 0 ? this : varint(field, value);
  }

  public ProtoWriter bytes(int field, Bytes value) {
    return bytes(field, value.segment());
  }

  public ProtoWriter bytes(int field, MemorySegment value) {
    lengthPrefix(field, value.byteSize());
    int size = (int) value.byteSize();
    ensure(size);
    MemorySegment.copy(value, 0, MemorySegment.ofArray(buffer), length, size);
    length += size;
    return this;
  }

  public ProtoWriter bytesUnlessEmpty(int field, Bytes value) {
    return value.isEmpty() ? this : bytes(field, value);
  }

  public ProtoWriter utf8(int field, String value) {
    return bytes(field, MemorySegment.ofArray(value.getBytes(StandardCharsets.UTF_8)));
  }

  public ProtoWriter message(int field, ProtoWriter value) {
    return bytes(field, value.segment());
  }

  /// {@return the number of bytes written so far}
  public int length() {
    return length;
  }

  /// {@return a view of what was written, valid until the next call}
  public MemorySegment segment() {
    return MemorySegment.ofArray(buffer).asSlice(0, length);
  }

  public Bytes toBytes() {
    return Bytes.owning(Arrays.copyOf(buffer, length));
  }

  /// Forgets what was written and keeps the memory.
  public ProtoWriter clear() {
    length = 0;
    return this;
  }

  private void lengthPrefix(int field, long size) {
    if (size > Integer.MAX_VALUE - 64) {
      throw new IllegalArgumentException("field " + field + " of " + size + " bytes is too long");
    }
    rawVarint((long) field << 3 | WireType.LENGTH_DELIMITED.code());
    rawVarint(size);
  }

  private void rawVarint(long value) {
    ensure(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      buffer[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[length++] = (byte) rest;
  }

  private void ensure(int more) {
    if (buffer.length - length < more) {
      buffer = Arrays.copyOf(buffer, Math.max(length + more, buffer.length * 2));
    }
  }
}
