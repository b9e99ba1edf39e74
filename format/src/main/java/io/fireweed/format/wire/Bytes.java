package io.fireweed.format.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// An immutable byte string, ordered by unsigned bytes as bbolt and etcd order keys.
public final class Bytes implements Comparable<Bytes> {
  /// The byte string of length zero.
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  /// {@return a copy of `bytes`}
  public static Bytes of(byte... bytes) {
    return bytes.length == 0 ? EMPTY : new Bytes(bytes.clone());
  }

  /// {@return a copy of the segment}
  public static Bytes of(MemorySegment segment) {
    return segment.byteSize() == 0 ? EMPTY : new Bytes(segment.toArray(ValueLayout.JAVA_BYTE));
  }

  /// {@return the UTF-8 bytes of `text`}
  public static Bytes ofUtf8(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /// {@return the eight big-endian bytes of `value`}
  public static Bytes ofLong(long value) {
    return new Bytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
  }

  /// {@return the bytes written as hexadecimal digits}
  public static Bytes fromHex(String hex) {
    return new Bytes(HexFormat.of().parseHex(hex));
  }

  /// Takes ownership of `bytes` without a copy; for builders in this package only.
  static Bytes owning(byte[] bytes) {
    return new Bytes(bytes);
  }

  public int length() {
    return content.length;
  }

  public boolean isEmpty() {
    return content.length == 0;
  }

  /// {@return the byte at `index`, `0 <= index < length()`}
  public byte at(int index) {
    return content[index];
  }

  /// {@return the big-endian long at `offset`, `0 <= offset <= length() - 8`}
  public long longAt(int offset) {
    return ByteBuffer.wrap(content).getLong(offset);
  }

  /// {@return bytes `from` (inclusive) to `to` (exclusive)}
  public Bytes slice(int from, int to) {
    return new Bytes(Arrays.copyOfRange(content, from, to));
  }

  public boolean startsWith(Bytes prefix) {
    return content.length >= prefix.content.length
        && Arrays.equals(
            content, 0, prefix.content.length, prefix.content, 0, prefix.content.length);
  }

  /// {@return this followed by `tail`}
  public Bytes plus(Bytes tail) {
    byte[] joined = Arrays.copyOf(content, content.length + tail.content.length);
    System.arraycopy(tail.content, 0, joined, content.length, tail.content.length);
    return new Bytes(joined);
  }

  /// {@return a read-only view of the content, valid forever}
  public MemorySegment segment() {
    return MemorySegment.ofArray(content).asReadOnly();
  }

  /// {@return a read-only buffer over the content}
  public ByteBuffer buffer() {
    return ByteBuffer.wrap(content).asReadOnlyBuffer();
  }

  /// {@return a copy of the content}
  public byte[] toArray() {
    return content.clone();
  }

  public String toHex() {
    return HexFormat.of().formatHex(content);
  }

  /// {@return the content as text; bytes that are not UTF-8 become U+FFFD}
  public String toUtf8() {
    return new String(content, StandardCharsets.UTF_8);
  }

  /// {@return the content as text, or nothing if it is not UTF-8}
  public Optional<String> findUtf8() {
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(buffer()).toString());
    } catch (CharacterCodingException notText) {
      return Optional.empty();
    }
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(content, other.content);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(content, that.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  /// {@return printable ASCII as it is, everything else as `\xNN`}
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(content.length);
    for (byte b : content) {
      if (b >= 0x20 && b < 0x7f && b != '\\') {
        text.append((char) b);
      } else {
        text.append("\\x").append(HexFormat.of().toHexDigits(b));
      }
    }
    return text.toString();
  }
}
