package io.fireweed.format.checksum;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.zip.CRC32C;

/// CRC-32C (Castagnoli) that can go on from a stored value, as the chain of a WAL needs.
///
/// Polynomial `82f63b78` (reflected), initial value and final xor all ones. Worked example: the
/// ASCII text `123456789` gives `e3069283`; no bytes give `0`.
///
/// The JDK computes it at memory speed but only from the beginning. A stored value is continued by
/// feeding the JDK four bytes that have this checksum: there is exactly one such word, [#preimage].
///
/// Two checksums are joined by algebra: `crc(a ++ b) = shift(crc(a), |b|) xor crc(b)`, where
/// `shift` multiplies by `x^(8n)` modulo the polynomial, in `O(log n)` steps.
///
/// Source: RFC 3720 appendix B.4; etcd 3.4.23 to 3.7.1.
public final class Crc32c {
  private static final int POLYNOMIAL = 0x82f63b78;
  private static final int ONE = 0x80000000;

  /// `POWERS[k]` is `x^(8 * 2^k)` modulo the polynomial, reflected.
  private static final int[] POWERS = powers();

  private static final int[] TABLE = table();

  /// `LAST_INDEX[b]` is the index of the only value in `TABLE` whose highest byte is `b`.
  private static final int[] LAST_INDEX = lastIndex();

  /// Below this many bytes the table is faster than the JDK's setup.
  private static final int SHORT = 24;

  private Crc32c() {}

  /// {@return the checksum of `bytes` alone}
  public static int of(MemorySegment bytes) {
    CRC32C crc = new CRC32C();
    feed(crc, bytes);
    return (int) crc.getValue();
  }

  /// {@return the checksum of everything `seed` covers, followed by `bytes`}
  public static int update(int seed, MemorySegment bytes) {
    long size = bytes.byteSize();
    if (size < SHORT) {
      return updateShort(seed, bytes);
    }
    CRC32C crc = new CRC32C();
    if (seed != 0) {
      int word = preimage(seed);
      for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
        crc.update(word >>> shift & 0xff);
      }
    }
    feed(crc, bytes);
    return (int) crc.getValue();
  }

  /// {@return the four bytes, as a little-endian word, whose checksum is `crc`}
  ///
  /// Undoes four steps of the register, as if zeros had been fed; a fed word counts like a change
  /// of the register before, which was all ones.
  static int preimage(int crc) {
    int register = ~crc;
    for (int i = 0; i < Integer.BYTES; i++) {
      int index = LAST_INDEX[register >>> 24];
      register = (register ^ TABLE[index]) << 8 | index;
    }
    return ~register;
  }

  /// {@return the checksum of `a ++ b`, given both checksums and `|b|` in bytes}
  public static int combine(int crcA, int crcB, long lengthB) {
    return shifted(crcA, lengthB) ^ crcB;
  }

  /// {@return the checksum `crcB` of a tail whose whole has `crcWhole` and whose head has `crcA`}
  public static int difference(int crcA, int crcWhole, long lengthB) {
    return shifted(crcA, lengthB) ^ crcWhole;
  }

  /// Feeds a running JDK checksum, in pieces that fit a byte buffer.
  private static void feed(CRC32C crc, MemorySegment bytes) {
    long piece = 1 << 30;
    for (long at = 0; at < bytes.byteSize(); at += piece) {
      crc.update(bytes.asSlice(at, Math.min(piece, bytes.byteSize() - at)).asByteBuffer());
    }
  }

  private static int updateShort(int seed, MemorySegment bytes) {
    int crc = ~seed;
    for (long i = 0; i < bytes.byteSize(); i++) {
      byte b = bytes.get(ValueLayout.JAVA_BYTE, i);
      crc = TABLE[(crc ^ b) & 0xff] ^ (crc >>> 8);
    }
    return ~crc;
  }

  private static int shifted(int crc, long lengthBytes) {
    int result = crc;
    for (int k = 0; lengthBytes >>> k != 0; k++) {
      if ((lengthBytes >>> k & 1) != 0) {
        result = multiply(POWERS[k], result);
      }
    }
    return result;
  }

  /// Product of two reflected polynomials over GF(2), modulo the polynomial.
  private static int multiply(int a, int b) {
    int product = 0;
    int factor = b;
    for (int bit = ONE; bit != 0; bit >>>= 1) {
      if ((a & bit) != 0) {
        product ^= factor;
      }
      factor = (factor & 1) != 0 ? factor >>> 1 ^ POLYNOMIAL : factor >>> 1;
    }
    return product;
  }

  private static int[] powers() {
    int[] powers = new int[Long.SIZE];
    int power = ONE >>> 8; // x^8
    for (int k = 0; k < powers.length; k++) {
      powers[k] = power;
      power = multiply(power, power);
    }
    return powers;
  }

  private static int[] table() {
    int[] table = new int[256];
    for (int i = 0; i < table.length; i++) {
      int crc = i;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) != 0 ? crc >>> 1 ^ POLYNOMIAL : crc >>> 1;
      }
      table[i] = crc;
    }
    return table;
  }

  private static int[] lastIndex() {
    int[] indexes = new int[256];
    for (int i = 0; i < indexes.length; i++) {
      indexes[TABLE[i] >>> 24] = i;
    }
    return indexes;
  }
}
