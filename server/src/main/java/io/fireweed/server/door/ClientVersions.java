package io.fireweed.server.door;

import io.fireweed.server.metrics.Counter;
import io.fireweed.server.metrics.Family;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Counts calls by the version that clients say they speak, in the header `client-api-version`.
///
/// Most calls in a row say the same, so the last one is remembered.
final class ClientVersions {
  private static final String UNKNOWN = "unknown";
  private static final int MAX_BYTES = 64;

  private final Family<Counter> family;
  private final Known silent;
  private volatile @Nullable Known last;

  /// Where the calls of clients with one version are counted.
  private static final class Known {
    /// As it was sent, empty if it was not.
    private final byte[] version;

    private final Counter unary;
    private final Counter stream;

    Known(byte[] version, Counter unary, Counter stream) {
      this.version = version;
      this.unary = unary;
      this.stream = stream;
    }

    Counter of(boolean isUnary) {
      return isUnary ? unary : stream;
    }
  }

  ClientVersions(Family<Counter> family) {
    this.family = family;
    this.silent = known(new byte[0], UNKNOWN);
  }

  private Known known(byte[] version, String text) {
    return new Known(version, family.with(text, "unary"), family.with(text, "stream"));
  }

  /// {@return where a call is counted; nowhere, if its version is no text}
  Optional<Counter> find(byte @Nullable [] version, boolean isUnary) {
    if (version == null) {
      return Optional.of(silent.of(isUnary));
    }
    @Nullable Known before = last;
    if (before != null && Arrays.equals(before.version, version)) {
      return Optional.of(before.of(isUnary));
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(version)).toString();
      Known now = known(version.clone(), version.length > MAX_BYTES ? UNKNOWN : text);
      last = now;
      return Optional.of(now.of(isUnary));
    } catch (CharacterCodingException noText) {
      return Optional.empty();
    }
  }
}
