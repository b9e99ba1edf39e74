package io.fireweed.format.bbolt;

/// The number of a page: page `p` starts at byte `p * pageSize` of the db.
///
/// Pages 0 and 1 hold the metas. Inside a bucket header, page 0 means "inline". Inside a meta, the
/// value of all ones in the freelist field means "no freelist stored".
///
/// @param value unsigned; compare with [#compareTo]
public record Pgid(long value) implements Comparable<Pgid> {
  /// Root of a bucket that lives inside its parent's leaf element.
  public static final Pgid INLINE = new Pgid(0);

  /// The first page that is not a meta.
  public static final Pgid FIRST_DATA = new Pgid(2);

  /// The freelist field of a meta whose db stores no freelist.
  public static final Pgid NOT_STORED = new Pgid(-1L);

  @Override
  public int compareTo(Pgid other) {
    return Long.compareUnsigned(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toUnsignedString(value);
  }
}
