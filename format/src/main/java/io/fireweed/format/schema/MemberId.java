package io.fireweed.format.schema;

import io.fireweed.format.wire.Bytes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Id of a member: 64 unsigned bits, printed and stored in lower-case hex without leading zeros.
///
/// The id is the first eight bytes, big endian, of SHA-1 over: the member's peer URLs, sorted and
/// joined without separator; the cluster token; and, only for a member added to a running cluster,
/// the decimal Unix time in seconds. A runtime addition uses an empty token.
///
/// Worked example: `http://127.0.0.1:2380` with token `etcd-cluster` is `b71f75320dc06a6c`.
///
/// Source: etcd 3.4.23 to 3.7.1, membership.
public record MemberId(long value) implements Comparable<MemberId> {
  private static final int MAX_HEX_DIGITS = 16;

  /// {@return the id of a member of a new or restored cluster}
  public static MemberId atBootstrap(Collection<String> peerUrls, String clusterToken) {
    return hash(peerUrls, clusterToken);
  }

  /// {@return the id of a member that was added to a running cluster at `unixSeconds`}
  public static MemberId atRuntime(Collection<String> peerUrls, long unixSeconds) {
    return hash(peerUrls, Long.toString(unixSeconds));
  }

  /// {@return the id written as `hex`, or nothing if etcd would not write an id so}
  public static Optional<MemberId> findHex(String hex) {
    if (hex.isEmpty() || hex.length() > MAX_HEX_DIGITS) {
      return Optional.empty();
    }
    for (int i = 0; i < hex.length(); i++) {
      char c = hex.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return Optional.empty();
      }
    }
    MemberId id = new MemberId(Long.parseUnsignedLong(hex, 16));
    return id.toString().equals(hex) ? Optional.of(id) : Optional.empty();
  }

  /// {@return the key of this member's row}
  public Bytes key() {
    return Bytes.ofUtf8(toString());
  }

  /// Orders as etcd orders ids: unsigned.
  @Override
  public int compareTo(MemberId other) {
    return Long.compareUnsigned(value, other.value);
  }

  /// {@return the id in lower-case hex without leading zeros}
  @Override
  public String toString() {
    return Long.toHexString(value);
  }

  private static MemberId hash(Collection<String> peerUrls, String tail) {
    List<String> sorted = new ArrayList<>(peerUrls);
    Collections.sort(sorted);
    StringBuilder text = new StringBuilder();
    sorted.forEach(text::append);
    return new MemberId(ClusterId.firstLongOfSha1(Bytes.ofUtf8(text.append(tail).toString())));
  }
}
