package io.fireweed.format.checksum;

import io.fireweed.format.wire.Bytes;
import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The digest at the end of a file that `etcdctl snapshot save` wrote.
///
/// | offset | size | field | meaning |
/// |---|---|---|---|
/// | 0 | `n` | image | the bbolt image, a whole number of pages, so `n mod 512 = 0` |
/// | `n` | 32 | digest | SHA-256 of the image |
///
/// A trailer is present exactly when `length mod 512 = 32`.
///
/// Source: etcd 3.4.23 and 3.7.1, snapshot save and restore.
public final class Sha256Trailer {
  /// Length of the digest in bytes.
  public static final int LENGTH = 32;

  private static final int ALIGNMENT = 512;
  private static final long PIECE = 16 << 20;

  private Sha256Trailer() {}

  /// {@return whether a file of `fileLength` bytes ends in a digest}
  public static boolean present(long fileLength) {
    return fileLength % ALIGNMENT == LENGTH;
  }

  /// {@return the SHA-256 of `image`}
  public static Bytes of(MemorySegment image) {
    MessageDigest digest = digest();
    for (long at = 0; at < image.byteSize(); at += PIECE) {
      digest.update(image.asSlice(at, Math.min(PIECE, image.byteSize() - at)).asByteBuffer());
    }
    return Bytes.of(digest.digest());
  }

  /// {@return a fresh SHA-256 for bytes that arrive in pieces}
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every JDK has SHA-256", absent);
    }
  }
}
