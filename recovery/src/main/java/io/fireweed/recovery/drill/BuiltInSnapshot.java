package io.fireweed.recovery.drill;

import io.fireweed.format.checksum.Sha256Trailer;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.zip.GZIPInputStream;

/// The snapshot that a drill restores if it is given none: recorded from a real etcd, together with
/// what that etcd said of itself at the time.
///
/// @param etcd the version of that etcd
/// @param hashKv what `endpoint hashkv` answered, unsigned
record BuiltInSnapshot(
    String etcd,
    String sha256,
    long revision,
    long hashKv,
    long compactRevision,
    long keyCount,
    long leaseCount) {
  private static final int MAX_BYTES = 16 << 20;

  /// {@return what is known of it}
  static BuiltInSnapshot load() throws IOException {
    Properties told = new Properties();
    try (InputStream in = open("snapshot.properties")) {
      told.load(in);
    }
    return new BuiltInSnapshot(
        text(told, "etcd"),
        text(told, "sha256"),
        number(told, "revision"),
        number(told, "hashkv"),
        number(told, "compact_revision"),
        number(told, "keys"),
        number(told, "leases"));
  }

  /// Writes the snapshot to `target`, which must not exist.
  ///
  /// @throws CorruptException if this program was damaged
  void writeTo(Path target) throws IOException {
    byte[] bytes;
    try (InputStream in = new GZIPInputStream(open("snapshot.db.gz"))) {
      bytes = in.readNBytes(MAX_BYTES);
    }
    Bytes found = Sha256Trailer.of(MemorySegment.ofArray(bytes));
    if (!found.toHex().equals(sha256)) {
      throw new CorruptException(
          "built-in snapshot: sha256 expected " + sha256 + ", found " + found.toHex(),
          "this installation is damaged; install it again");
    }
    Files.write(target, bytes, java.nio.file.StandardOpenOption.CREATE_NEW);
  }

  /// Adds what is not as the etcd of old said.
  void compare(SourceFacts facts, Differences differences) {
    differences.compare("revision told by etcd " + etcd, revision, facts.revision());
    differences.compare("hashkv told by etcd " + etcd, hashKv, facts.hashKv().unsignedHash());
    differences.compare(
        "compact revision told by etcd " + etcd, compactRevision, facts.hashKv().compactRevision());
    differences.compare("keys told by etcd " + etcd, keyCount, facts.status().liveKeyCount());
    differences.compare("leases told by etcd " + etcd, leaseCount, facts.leaseCount());
  }

  private static InputStream open(String name) throws IOException {
    InputStream in = BuiltInSnapshot.class.getResourceAsStream(name);
    if (in == null) {
      throw new IOException("resource " + name + " expected in this program, found none");
    }
    return in;
  }

  private static String text(Properties told, String name) {
    String value = told.getProperty(name);
    if (value == null) {
      throw new CorruptException("built-in snapshot: " + name + " expected, found none");
    }
    return value;
  }

  private static long number(Properties told, String name) {
    return Long.parseLong(text(told, name));
  }
}
