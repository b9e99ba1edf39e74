package io.fireweed.client;

import io.fireweed.format.wire.Bytes;

/// Which keys to read, at which revision, and whose word counts.
///
/// @param rangeEnd empty for `key` alone; one zero byte for every key from `key` on; else
///     exclusive
/// @param revision 0 for the newest at the first page; all pages are read at one revision
public record RangeQuery(Bytes key, Bytes rangeEnd, long revision, Authority authority) {
  private static final Bytes ZERO_BYTE = Bytes.of((byte) 0);

  /// Whose word counts.
  public enum Authority {
    /// A quorum's: linearizable.
    QUORUM,
    /// The asked member's own, perhaps behind; answered without a quorum.
    MEMBER
  }

  public RangeQuery {
    if (key.isEmpty()) {
      throw new IllegalArgumentException("range of an empty key");
    }
    if (revision < 0) {
      throw new IllegalArgumentException("range at revision " + revision);
    }
  }

  /// {@return one key}
  public static RangeQuery key(Bytes key) {
    return new RangeQuery(key, Bytes.EMPTY, 0, Authority.QUORUM);
  }

  /// {@return every key from `from` up to and without `until`}
  public static RangeQuery between(Bytes from, Bytes until) {
    return new RangeQuery(from, until, 0, Authority.QUORUM);
  }

  /// {@return every key that starts with `prefix`, which must not be empty}
  public static RangeQuery prefix(Bytes prefix) {
    return new RangeQuery(prefix, endOfPrefix(prefix), 0, Authority.QUORUM);
  }

  /// {@return every key there is}
  public static RangeQuery everything() {
    return new RangeQuery(ZERO_BYTE, ZERO_BYTE, 0, Authority.QUORUM);
  }

  /// {@return the same keys as they were at a revision}
  public RangeQuery atRevision(long pinned) {
    return new RangeQuery(key, rangeEnd, pinned, authority);
  }

  /// {@return the same, answered by the asked member alone}
  public RangeQuery fromMember() {
    return new RangeQuery(key, rangeEnd, revision, Authority.MEMBER);
  }

  /// The smallest key above all with that prefix: the last byte below ff counted up, what follows
  /// cut off; nothing is above a prefix of ff bytes only.
  private static Bytes endOfPrefix(Bytes prefix) {
    byte[] end = prefix.toArray();
    for (int i = end.length - 1; i >= 0; i--) {
      if (end[i] != (byte) 0xff) {
        end[i]++;
        return Bytes.of(end).slice(0, i + 1);
      }
    }
    return ZERO_BYTE;
  }
}
